"""Dated settings and reference lists: the values nobody has confirmed, and the lists an administrator keeps."""
