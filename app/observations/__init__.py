"""Observations of practice."""
