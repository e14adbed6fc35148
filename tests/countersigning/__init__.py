"""Countersigning as authors, managers and administrators use it."""
