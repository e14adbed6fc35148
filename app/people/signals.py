"""What people announces to the slices above it, inside its own transaction."""

from blinker import Signal

# Sender: the Person whose last posting has ended. Keyword: at (the moment, aware).
person_left = Signal("A person left: their last posting has ended.")

# Sender: the Person who came back after having left. Keyword: at.
person_returned = Signal("A person came back.")

# No sender. Keyword: person_ids (of everyone whose posting, absence or last day was entered or changed).
people_changed = Signal("What people are, or when they are away, changed.")
