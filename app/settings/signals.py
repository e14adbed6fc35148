"""What settings announce to the slices above them, inside their own transaction."""

from blinker import Signal

# Sender: the key of the setting that was given another value from some day on.
setting_changed = Signal("A setting was changed.")
