"""What changes of somebody's registration announce, inside their own transaction."""

from blinker import Namespace

_signals = Namespace()

# Sent with `person_id`, whose it is, and `at`, the instant, when records became or stopped being evidence.
evidence_changed = _signals.signal("evidence changed")
