"""Framework 6.2 to 6.4: what a session or observation of the past was held as, worked out from job roles. Pure."""

from app.policy.people import (
    DEPUTY_PDU_HEAD,
    EXPERIENCED_PO,
    LINE_MANAGER,
    PDU_HEAD,
    PRISON_GOVERNOR,
    QDO,
    SENIOR_OPERATIONAL_LEAD,
    capacity_of,
    is_line_manager_role,
    is_practitioner,
)

CAPACITIES = (LINE_MANAGER, QDO, EXPERIENCED_PO, PDU_HEAD, DEPUTY_PDU_HEAD, PRISON_GOVERNOR, SENIOR_OPERATIONAL_LEAD)
# What a file may say, in any case of letters: the words themselves, and other ways in which offices write them.
SAID = {word.casefold(): word for word in CAPACITIES} | {
    "spo": LINE_MANAGER, "senior probation officer": LINE_MANAGER, "homd": LINE_MANAGER,
    "quality development officer": QDO, "experienced po": EXPERIENCED_PO, "head of pdu": PDU_HEAD,
    "deputy pdu head": DEPUTY_PDU_HEAD, "governor": PRISON_GOVERNOR, "sol": SENIOR_OPERATIONAL_LEAD,
}  # fmt: skip

# Why an administrator withdraws what was brought in. Fixed words: nothing about people is written here.
WHY_WITHDRAWN = {
    "day": "The day is wrong",
    "person": "It is somebody else’s",
    "holder": "Somebody else held it, or in another capacity",
    "pair": "The observation it followed is wrong",
    "logged": "The day it was logged, or the reference, is wrong",
    "not held": "It did not take place",
    "twice": "It is a record of this service",
}


def held_as(practitioner_role: str, holder_role: str, *, manages: bool, is_experienced: bool = False) -> str:
    """What the holder acted as, by the job roles of that day; "" where they do not say.

    `manages`: the holder was the line manager that day; `is_experienced`: on the list of experienced probation
    officers. An extract knows only today's line manager, so somebody whose role is to manage practitioners is taken as
    the line manager of a practitioner: they can have acted as nothing else (Framework 6.2).
    """
    if is_line_manager_role(practitioner_role):
        head = capacity_of(holder_role, manages=manages)
        return "" if head == QDO else head
    if manages:
        return LINE_MANAGER
    if not is_practitioner(practitioner_role):
        return ""
    if holder_role == "Quality Development Officer":
        return QDO
    if is_line_manager_role(holder_role):
        return LINE_MANAGER
    return EXPERIENCED_PO if is_experienced else ""
