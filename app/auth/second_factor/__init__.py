"""The second factor: an authenticator app and spare codes."""
