"""The administrator's pages over settings, imports and accounts."""
