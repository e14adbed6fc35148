"""Opening named signed records to a named reader for a formal process."""
