"""What a hostile or an unlucky user may try, and what must come of it."""
