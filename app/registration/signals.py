"""What changes of somebody's registration announce to the slices above, inside the transaction that makes them."""

from blinker import Signal

# No sender. Keywords: person_id (whose records), at (the moment, aware).
evidence_changed = Signal("What somebody's records are evidence for changed, or what the register says of them.")
