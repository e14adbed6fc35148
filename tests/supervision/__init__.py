"""Tests of one-to-ones and performance reviews."""
