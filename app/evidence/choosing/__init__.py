"""Putting a pack together: what goes in, what could identify somebody, how it stands."""
