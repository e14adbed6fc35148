"""Passing on the second observation of a year."""
