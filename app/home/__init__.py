"""For you: one list from every slice."""
