"""The Professional Register: entries, standards and the evidence for them, learning, declarations."""
