"""The places in the navigation, with their counts."""

from dataclasses import dataclass

from flask import Flask, g, request, url_for
from flask_login import current_user

from app.notices import work
from app.policy.access import ROLES, may
from app.policy.cover import MANAGERS
from app.policy.people import JOB_ROLES, QDO, is_line_manager_role, is_practitioner
from app.records.pages import state
from app.web.clock import now, today
from app.web.guards import viewer


@dataclass(frozen=True)
class Place:
    """One word of the navigation. `count` is None where nothing is counted."""

    label: str
    url: str
    count: int | None = None
    current: bool = False
    urgent: bool = False


# (label, endpoint, permission, the first parts of the addresses that belong to it)
PLACES = (
    ("For you", "home.index", "see own work list", ()),
    (
        "My team",
        "team.index",
        "see team",
        ("team", "people", "sessions", "assessors", "cover", "passed", "supervision", "register"),
    ),
    ("Countersigning", "deciding.queue", "countersign", ("countersigning",)),
    ("Countersigning", "countersigning.mine", "submit for countersigning", ("countersigning",)),
    ("Countersigning", "overseeing.index", "see everyone's countersigning", ("countersigning",)),
    ("Assessor roles", "role_register.index", "record assessor roles in OASys", ("assessors",)),
    ("Records", "home.records", "take part in records", ("records", "actions")),
    ("Second observations", "passing.mine", "do what is passed on", ("passed",)),
    ("My year", "year.mine", "see years of supervision", ("year",)),
    ("My learning", "my_learning.mine", "see own registration", ("learning",)),
    ("My evidence", "evidence.index", "download own evidence", ("evidence", "registration")),
    ("My assessor role", "assessors.mine", "see own assessor role", ()),
    ("Administration", "admin.index", "import people", ("admin", "cover", "register")),
    ("History", "home.history", "search history", ("history",)),
    ("Formal processes", "break_glass.index", "propose to open records", ("openings",)),
)


def leads(job_role: str) -> bool:
    """Whether someone of this job role has people whose sessions and records they look after."""
    role = JOB_ROLES.get(job_role)
    return role is not None and (role.is_line_manager or role.rank > 0)


def _anyone(_job_role: str) -> bool:
    return True


def _has_year(job_role: str) -> bool:
    return is_practitioner(job_role) or is_line_manager_role(job_role)


def _is_posted(job_role: str) -> bool:
    return job_role not in ROLES.values()


def _is_officer(job_role: str) -> bool:
    return job_role in JOB_ROLES and JOB_ROLES[job_role].capacity == QDO


# Places that only some job roles have, and those that others have while something waits for them there.
ONLY_FOR = {"team.index": leads, "year.mine": _has_year, "assessors.mine": is_practitioner,
            "countersigning.mine": is_practitioner, "deciding.queue": leads, "passing.mine": _is_officer,
            "my_learning.mine": _is_posted}  # fmt: skip
AS_ASKED = ("passing.mine",)
# Pages of one's own under an address that is otherwise the team's, and the place they belong to.
OF_ONESELF = {"/supervision/mine": "home.records"}


def places() -> list[Place]:
    """The navigation of the signed-in viewer; empty for everyone else."""
    if g.get("failed") or not current_user.is_authenticated:
        return []
    me = viewer()
    counted = g.waiting = g.get("waiting") or work.count(me.person_id, now(), today(), me.role)
    found = []
    here = request.path.strip("/").split("/")[0]
    for label, endpoint, permission, parts in PLACES:
        waits_there, url = counted.places.get(endpoint) or None, url_for(endpoint)
        is_theirs = ONLY_FOR.get(endpoint, _anyone)(me.job_title) or (endpoint in AS_ASKED and waits_there)
        if may(me.role, permission) and is_theirs:
            first = endpoint == "home.index"
            waits = counted.total if first and (me.person_id or counted.total) else waits_there
            urgent = first and counted.clocks > 0
            at = OF_ONESELF.get(request.path)
            found.append(Place(label, url, waits, endpoint == at if at else request.path == url or here in parts,
                               urgent))  # fmt: skip
    return found


def team_tabs() -> list[Place]:
    """The pages about a manager's team, with how much waits there; of cover, only for those who may be covered."""
    ends = [
        ("This year", "team.index"),
        ("To log", "team.unlogged"),
        ("One-to-ones", "supervision.index"),
        ("Learning", "my_learning.team"),
        ("Assessor roles", "role_register.index"),
        ("Registration", "register.people"),
    ]
    ends += [("Cover", "cover.index")] if viewer().job_title in MANAGERS else []
    waits = g.waiting.places
    return [Place(label, url_for(end), waits.get(end), current=request.path == url_for(end)) for label, end in ends]


def init_app(app: Flask) -> None:
    """Give every page the navigation."""
    app.context_processor(lambda: {"navigation": places()})
    app.jinja_env.globals["team_tabs"] = team_tabs
    app.jinja_env.globals["record_state"] = lambda record: state(record, now())
