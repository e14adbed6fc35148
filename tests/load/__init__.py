"""An hour of the whole service, pressed into minutes: `python -m tests.load`, `make load`."""
