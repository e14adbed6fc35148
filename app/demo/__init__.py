"""A believable year of one delivery unit, written through the service's own verbs."""
