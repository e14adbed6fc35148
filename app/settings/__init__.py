"""Dated settings and reference lists: the assumed values, standards headings, calendars."""
