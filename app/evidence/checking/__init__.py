"""Saying of any file whether it is a pack as this service made it."""
