"""Supervision apart from reflective practice: one-to-ones and performance reviews."""
