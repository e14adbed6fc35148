"""The rule book: what the framework decides, as data with its paragraph. Imports nothing of the app."""
