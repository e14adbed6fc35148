"""Assessor roles: who is countersigned, why, and who decided it."""
