"""How one-to-ones and reviews read on people's lists. No row is ever made for a one-to-one that is only suggested."""

from flask import Flask

from app.notices.tally import counted_as
from app.notices.work import Wording, offer
from app.records.work import records

LEFT = "Of {about}. {words} has left, or is no longer the line manager. Hold one of your own (Framework 8.1)."
WORDS = {
    "supervision.draft": Wording(
        "Finish",
        "Finish the record of a one-to-one",
        "One-to-one of {about}. You sign it, then {whose} reads and signs it (Framework 8.1).",
        "drafts.edit",
    ),
    "supervision.subject": Wording(
        "Sign",
        "Read and sign the record of your one-to-one",
        "One-to-one of {about}. {whose} has signed; your signature locks the record.",
        "records.show",
    ),
    "supervision.lead": Wording("Sign", "Sign the record of a one-to-one", "One-to-one of {about}.", "records.show"),
    "supervision.anew": Wording("Cancel", "Cancel a one-to-one that {words} left behind", LEFT, "records.show"),
    "review.draft": Wording(
        "Finish",
        "Finish the performance review",
        "Review of {about}. You sign it, then {whose} reads and acknowledges it (Framework 8.1).",
        "drafts.edit",
    ),
    "review.subject": Wording(
        "Sign",
        "Read and acknowledge your performance review",
        "Review of {about}. {whose} has signed. You can sign with a comment that you do not agree.",
        "records.show",
    ),
    "review.lead": Wording("Sign", "Sign the performance review", "Review of {about}.", "records.show"),
    "review.anew": Wording("Cancel", "Cancel a performance review that {words} left behind", LEFT, "records.show"),
}
COUNTED = {
    "supervision.draft": ("one-to-one to finish", "one-to-ones to finish"),
    "supervision.subject": ("one-to-one to sign", "one-to-ones to sign"),
    "supervision.lead": ("one-to-one to sign", "one-to-ones to sign"),
    "supervision.anew": ("one-to-one to cancel", "one-to-ones to cancel"),
    "review.draft": ("performance review to finish", "performance reviews to finish"),
    "review.subject": ("performance review to acknowledge", "performance reviews to acknowledge"),
    "review.lead": ("performance review to sign", "performance reviews to sign"),
    "review.anew": ("performance review to cancel", "performance reviews to cancel"),
}


def init_app(app: Flask) -> None:
    """Give the rows that records offer of these kinds their words."""
    offer(records, WORDS)
    counted_as(COUNTED)
