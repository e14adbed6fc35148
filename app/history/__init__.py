"""What happened, to what, by whom: append-only and hash-chained."""
