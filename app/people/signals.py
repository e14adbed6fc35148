"""What people announces to the slices above it, inside its own transaction."""

from blinker import Signal

# Sender: the Person whose last posting has ended. Keyword: at (the moment, aware).
person_left = Signal("A person left: their last posting has ended.")

# Sender: the Person who came back after having left. Keyword: at.
person_returned = Signal("A person came back.")
