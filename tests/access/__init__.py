"""The access matrix: who may do what to which object, run as real requests."""
