"""Assessor roles in the service: what people decide, see and are refused."""
