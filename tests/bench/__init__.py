"""Figures the service holds itself to, as ratios measured side by side in one run (`make bench`)."""
