"""What a busy hour asks of the service, all 1,481 line managers and 11,219 practitioners together."""

from dataclasses import dataclass

MANAGERS, PRACTITIONERS = 1_481, 11_219
# Six sessions a year each, over 220 working days of 7.5 hours; a busy hour has five times the usual.
SESSIONS = PRACTITIONERS * 6 / (220 * 7.5) * 5
# The most that saving can be: a third of all managers write at once, and each page saves every 20 seconds.
SAVES = MANAGERS / 3 / 20 * 3600


@dataclass(frozen=True)
class Task:
    """One thing people do: how often in a busy hour, whether it changes something, and how long it may take (p95)."""

    name: str
    an_hour: float
    is_change: bool = False
    most_seconds: float = 1.0


HOUR = (
    Task("For you", (MANAGERS + PRACTITIONERS) * 1.0),
    Task("My team", MANAGERS * 2.0),
    Task("a person’s year", MANAGERS * 2.0),
    Task("countersigning queue", MANAGERS * 2.0),
    Task("own records", PRACTITIONERS * 0.5),
    Task("a signed record", PRACTITIONERS * 0.25),
    Task("an open draft", SESSIONS * 4),
    Task("save an answer", SAVES, is_change=True),
    Task("sign", SESSIONS * 2, is_change=True),
    Task("take a pack away", PRACTITIONERS * 0.02),
    Task("sign in", (MANAGERS + PRACTITIONERS) * 0.25, is_change=True, most_seconds=2.0),
)
