"""What a pack says: a frozen value, gathered from signed records, with whatever could identify somebody masked."""
