"""The registration standards, and which records are evidence for them."""
