"""What to tell whom: in-app, e-mail digest, calendar files."""
