"""Reflective practice supervision (RPS): sessions and the year."""
