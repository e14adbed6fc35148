"""Notices: what people are told in the app and by e-mail."""
