"""Made-up data of the size of a team, a delivery unit, a region or the whole service, made in bulk."""
