"""What years of supervision announce to the slices above, inside the transaction that changes them."""

from blinker import Signal

# No sender. Keywords: person_id (whose year), at (the moment, aware).
year_changed = Signal("What somebody's year asks for, or what of it is complete, changed.")
