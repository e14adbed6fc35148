"""People’s years of supervision: worked out, shown and kept."""
