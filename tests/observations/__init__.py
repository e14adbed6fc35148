"""Tests of observations of practice."""
