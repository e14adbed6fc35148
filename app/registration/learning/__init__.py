"""Learning and professional development: what is asked, what was done, and who is told."""
