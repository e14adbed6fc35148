"""Packs and prints."""
