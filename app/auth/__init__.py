"""Accounts, signing in and out, sessions, re-authentication."""
