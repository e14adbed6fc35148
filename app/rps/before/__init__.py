"""What was held before this service was used."""
