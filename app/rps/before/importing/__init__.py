"""Sessions and observations held before this service was used: read, checked as a whole, previewed, applied."""
