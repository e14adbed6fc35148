"""The tests, sliced like the app."""
