"""Tests of reflective practice supervision."""
