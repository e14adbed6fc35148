"""Opening named signed records to a named reader for a formal process, off by default: two directors agree to it."""
