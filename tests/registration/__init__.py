"""Tests of registration: the register, standards, learning, declarations."""
