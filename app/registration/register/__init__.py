"""The register: its entries, one or many, and who sees them."""
