"""Records: drafts, signing, access to them."""
