"""Signing in with a work account: the identity provider, the way there and back, and whom it lets in here."""
