"""What the record announces, inside its own transaction, to whoever listens."""

from blinker import Namespace

_signals = Namespace()

# Sent with the Record as sender, and `now`; `record_closed` and `record_voided` with `by` too, the Actor who did it;
# `record_locked` with `paper`, the record laid out.
record_opened = _signals.signal("record opened")
record_closed = _signals.signal("record cancelled or missed")
record_sent = _signals.signal("record sent")
record_locked = _signals.signal("record locked")
record_added = _signals.signal("addendum signed")
record_voided = _signals.signal("record voided")
record_logged = _signals.signal("record logged")

# Sent with the Action as sender, and `now`: it was marked as done, confirmed or dropped.
action_changed = _signals.signal("action changed")
