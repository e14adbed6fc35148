"""What e-mails say: counts and fixed sentences, never a name, a reference, or a word that somebody wrote."""

from collections import Counter
from collections.abc import Sequence

from app.language import GAP, plural
from app.notices.tally import Tally
from app.notices.telling import TOLD, Told

SERVICE = "Management oversight"
FOOT = (
    "This e-mail names nobody on purpose: the service says who and what.\n"
    "You get at most one such e-mail on a working day, and another at once when something cannot wait.\n"
    "Nobody reads replies to it.\n"
)
FOOT_OF_APPOINTMENTS = (
    "This e-mail and its file name nobody on purpose: the service says with whom.\n"
    "Nobody reads replies to it, and an answer to the invitation reaches nobody.\n"
)


def digest(waiting: Sequence[Tally], codes: Sequence[str], address: str) -> tuple[str, str]:
    """Subject and text of the day's e-mail: what waits, and what happened, as the code of each notice."""
    total, late = sum(each.total for each in waiting), sum(each.overdue for each in waiting)
    parts = []
    if waiting:
        parts.append(_list("What waits for you:", [each.line for each in waiting]))
    if codes:
        parts.append(_list("What happened:", [line(TOLD[code], count) for code, count in Counter(codes).items()]))
    subject = plural(total, "thing waits", "things wait") + " for you" if total else "what happened"
    subject += f", {late} overdue" if late else ""
    return _letter(subject, parts, f"See it all: {address}/")


def urgent(told: Told, link: str) -> tuple[str, str]:
    """Subject and text of the e-mail about one thing that cannot wait."""
    return _letter(f"urgent. {told.mail.rstrip('.')}", [told.mail], f"Open it: {link}")


def appointments(act: str, lines: Sequence[str], link: str) -> tuple[str, str]:
    """Subject and text of the e-mail about appointments that were planned, moved or cancelled.

    `lines` are what each is and when: nothing that anybody wrote.
    """
    count = plural(len(lines), "appointment")
    parts = [_list(f"{act.capitalize()}:", lines), "The file that comes with this e-mail is for your calendar."]
    return _letter(f"{count} {act}", parts, f"See it in the service: {link}", FOOT_OF_APPOINTMENTS)


def trial(address: str) -> tuple[str, str]:
    """Subject and text of an e-mail that proves that the mail server is set up."""
    return _letter("e-mail works", ["The mail server is set up."], f"The service: {address}/")


def line(told: Told, count: int) -> str:
    """The line about one or several notices of a code."""
    return told.mail if count == 1 else told.many.format(count=count)


def _list(title: str, lines: Sequence[str]) -> str:
    return "\n".join([title, "", *(f"* {each}" for each in lines)])


def _letter(subject: str, parts: Sequence[str], link: str, foot: str = FOOT) -> tuple[str, str]:
    text = "\n\n".join([*parts, link, f"-- \n{foot}"])
    return f"{SERVICE}: {subject}".replace(GAP, " "), text.replace(GAP, " ")
