"""The rows of sessions and observations: drafts with their answers, texts waiting for a signature, locked records."""

from app.estate.canon import quoted
from app.estate.days import clock
from app.estate.desk import Desk, record_seal
from app.estate.planned import RPS, Meeting
from app.policy.observations import RECORDINGS
from app.policy.people import is_line_manager_role
from app.policy.settings import SETTINGS
from app.records.kinds import KINDS
from app.records.models import CONFIRMED, DONE, DRAFT, LEAD, LOCKED, OPEN, SENT, SUBJECT

FINISH, SOP = SETTINGS["rps.finish_days"].default, SETTINGS["rps.sop_days"].default
FEEDBACK = SETTINGS["observation.feedback_days"].default
WARN = SETTINGS["observation.session_warn_days"].default
COMMENTS = ("", "", "", "A fair record. I found the part about pace useful.", "I have read this and agree with it.")
OUTCOMES = ("Seen in the case record.", "Talked it through; it has made a difference.", "Checked together.")
EARLY = ("held_on", "started", "minutes", "place", "protected")  # answers that the booking gives
TAGGED = 300  # working days back to which records carry standards
MOMENTS = dict(RECORDINGS)


class Writer:
    """Writes the meetings of one unit."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.calendar, self.chance = desk, desk.calendar, desk.chance
        self.policy = {key: _policy(key) for key in (RPS, "observation")}
        self.meaning = {key: {step.part: step.meaning for step in KINDS[key].order} for key in self.policy}

    def write(self, it: Meeting) -> None:
        """Every row of one meeting, as far as it has come."""
        state = it.state(self.calendar.now)
        opened = 500 + self.chance.randrange(40)
        verb = "planned" if it.kind == RPS else "opened"
        self.desk.tell(it.opens, opened, verb, "record", it.id, it.subject.id, it.lead, it.capacity)
        if state == DRAFT:
            self._draft(it)
        elif it.closed[0]:
            self._closed(it)
        else:
            self._signed(it, state)

    def _row(self, it: Meeting, state: str, since: str, due_on: str | None, turn: str, **more: object) -> None:
        """The record itself."""
        planned = self.calendar.at(it.day, it.sheet.facts["start"]) if it.kind == RPS else None
        shared = self.calendar.at(max(it.opens, it.day - 2), 700) if it.kind == RPS and it.day - it.opens > 2 else None
        self.desk.rows["record"].append((
            it.id, it.kind, 1, state, it.subject.id, it.lead.id, it.capacity, planned, self.calendar.isos[it.day],
            shared, since, due_on, more.get("snapshot_id"), more.get("locked_at"), it.closed[1], turn,
            it.after.id if it.after else None, more.get("logged_on"), more.get("logged_by", ""),
            more.get("reference", ""), "",
        ))  # fmt: skip

    def _draft(self, it: Meeting) -> None:
        calendar = self.calendar
        is_ahead = it.day >= calendar.now
        since = calendar.at(it.day, it.sheet.facts["start"])
        self._row(it, DRAFT, since, calendar.after(it.day, FINISH if it.kind == RPS else FEEDBACK), LEAD)
        saved = calendar.at(it.opens if is_ahead else it.day, 980)
        if is_ahead and it.opens % 3:
            for key, text in it.sheet.facts["prepared"].items():
                self._answer(it, SUBJECT, key, text, saved)
        for part, key, text in it.sheet.typed:
            if key in EARLY or (not is_ahead and (part == LEAD or it.id % 2)):
                self._answer(it, part, key, self._typed(it, key, text), saved)

    def _answer(self, it: Meeting, part: str, key: str, text: str, saved: str) -> None:
        by = it.subject if part == SUBJECT else it.lead
        self.desk.add("answer", it.id, part, key, text, 1, saved, by.name)

    def _typed(self, it: Meeting, key: str, text: str) -> str:
        """An answer as somebody typed it in this record."""
        if key in ("held_on", "observed_on", "feedback_on"):
            return self.calendar.typed[it.day]
        if key in ("case_1_reference", "crn"):
            return case_of(it)
        return self.calendar.typed[it.day + 15] if key == "action_1_due" else text

    def _closed(self, it: Meeting) -> None:
        verb = "cancelled" if it.closed[0] == "cancelled" else "marked as missed"
        self._row(it, it.closed[0], self.calendar.at(it.day, it.sheet.facts["start"]), None, "")
        self.desk.tell(it.day, 1_010, verb, "record", it.id, it.subject.id, it.lead, it.capacity, reason=it.closed[1])

    def _signed(self, it: Meeting, state: str) -> None:
        """Sent, and signed as far as it has come."""
        desk, calendar, is_session = self.desk, self.calendar, it.kind == RPS
        at = calendar.at(it.sent, 960 + it.id % 30)
        frozen = self._freeze(it)
        snapshot_id = desk.snapshot(it.id, at, it.lead, it.capacity, it.subject.id, frozen)
        desk.tell(it.sent, 991, "sent to be signed", "record", it.id, it.subject.id, it.lead, it.capacity)
        parts = (SUBJECT, LEAD) if is_session else (LEAD, SUBJECT)
        signed_at = at
        for part, day, minute in zip(parts, (it.first, it.last), (992, 1_002), strict=True):
            if day >= calendar.now:
                self._waits(it, snapshot_id, signed_at, part)
                return
            signed_at = calendar.at(day, minute + it.id % 20)
            self._sign(it, snapshot_id, part, signed_at, frozen[1])
            if part == parts[0]:
                who = it.subject if part == SUBJECT else it.lead
                desk.tell(day, minute + it.id % 20, "signed", "record", it.id, it.subject.id, who)
        assert state == LOCKED
        self._lock(it, snapshot_id, signed_at, parts[1])

    def _sign(self, it: Meeting, snapshot_id: int, part: str, at: str, fingerprint: str) -> None:
        who, capacity = (it.subject, it.subject.capacity) if part == SUBJECT else (it.lead, it.capacity)
        comment = self.chance.choice(COMMENTS) if part == SUBJECT else ""
        self.desk.sign(it.id, snapshot_id, part, who, capacity, self.meaning[it.kind][part], at, fingerprint,
                       it.subject.id, comment)  # fmt: skip

    def _waits(self, it: Meeting, snapshot_id: int, since: str, part: str) -> None:
        """For that part's signature. Its answers stay, for it may be taken back."""
        day = it.sent if since[:10] == self.calendar.isos[it.sent] else it.first
        due_on = self.calendar.after(day, FINISH if it.kind == RPS else FEEDBACK)
        self._row(it, SENT, since, due_on, part, snapshot_id=snapshot_id)
        for whose, key, text in it.sheet.typed:
            self._answer(it, whose, key, self._typed(it, key, text), since)

    def _lock(self, it: Meeting, snapshot_id: int, at: str, part: str) -> None:
        desk, calendar, capacity = self.desk, self.calendar, it.capacity
        seal = record_seal(it.kind, it.subject.id, it.lead.id, capacity, calendar.isos[it.day], snapshot_id, at,
                           it.after.id if it.after else None)  # fmt: skip
        who, as_what = (it.subject, it.subject.capacity) if part == SUBJECT else (it.lead, capacity)
        desk.note(at, "signed and locked", "record", it.id, it.subject.id, who, as_what, seal=seal)
        if it.kind != RPS:
            self._row(it, LOCKED, at, calendar.after(it.day, WARN), "", snapshot_id=snapshot_id, locked_at=at)
            return
        if it.logged < calendar.now:
            desk.tell(it.logged, 1_040, "logged on SOP", "record", it.id, it.subject.id, it.lead, capacity)
            self._row(it, LOCKED, at, None, "", snapshot_id=snapshot_id, locked_at=at,
                      logged_on=calendar.isos[it.logged], logged_by=it.lead.name,
                      reference=f"SOP-{it.id % 90_000 + 10_000}")  # fmt: skip
        else:
            self._row(it, LOCKED, at, calendar.after(it.last, SOP), "", snapshot_id=snapshot_id, locked_at=at)
        self._follow(it, at)

    def _follow(self, it: Meeting, at: str) -> None:
        """The action agreed, and the standards it is evidence for."""
        desk, calendar = self.desk, self.calendar
        if it.last > calendar.now - TAGGED:
            for code in it.sheet.facts["standards"]:
                desk.add("evidence_tag", it.id, code, "The service", at)
        if not it.has_action:
            return
        due = it.day + 15
        owner = it.subject if it.sheet.facts["owner"] == SUBJECT else it.lead
        state = OPEN if due + it.id % 8 - 3 >= calendar.now else DONE if due + it.id % 8 >= calendar.now else CONFIRMED
        done = min(due + it.id % 5 - 2, calendar.now - 1)
        is_over = state == CONFIRMED
        closed = calendar.at(min(due + it.id % 8, calendar.now - 1), 1_050) if is_over else None
        action_id = desk.add("action", it.id, it.subject.id, owner.id, it.sheet.facts["deed"], calendar.isos[due],
                             state, False, at, None if state == OPEN else calendar.isos[done],
                             it.lead.name if is_over else "", closed,
                             OUTCOMES[it.id % 3] if is_over else "")  # fmt: skip
        desk.tell(it.last, 1_030, "agreed an action", "action", action_id, it.subject.id, it.lead, it.capacity)
        if state != OPEN:
            desk.tell(done, 900, "marked an action as done", "action", action_id, it.subject.id, owner)

    def _freeze(self, it: Meeting) -> tuple[str, str]:
        calendar, sheet, subject, lead = self.calendar, it.sheet, it.subject, it.lead
        day = calendar.words[it.day]
        case, on = quoted(case_of(it)), quoted(day)
        names = {SUBJECT: quoted(subject.name), LEAD: quoted(lead.name)}
        given = {"held_on": on, "observed_on": on, "feedback_on": on, "case_1_reference": case, "crn": case,
                 "action_1_due": quoted(calendar.words[it.day + 15])}  # fmt: skip
        pieces = sheet.pieces
        if it.kind == RPS:
            given["action_1_owner"] = names[sheet.facts["owner"]]
            if not it.has_action:
                pieces = tuple(piece for piece in pieces if not piece.is_action)
        return self.desk.freeze(self._facts(it, names), pieces, names, given)

    def _facts(self, it: Meeting, names: dict[str, str]) -> list[tuple[str, str]]:
        subject, lead = it.subject, it.lead
        return [
            ("follows", str(it.after.id) if it.after else "null"),
            ("happened_on", f'"{self.calendar.isos[it.day]}"'),
            ("headline", self._headline(it)),
            ("kind", f'"{it.kind}"'),
            ("kind_name", f'"{title(it)}"'),
            ("lead", f'{{"capacity":"{it.capacity}","id":{lead.id},"name":{names[LEAD]}}}'),
            ("made_at", f'"{self.calendar.iso(it.sent, 960 + it.id % 30)}"'),
            ("policy", self.policy[it.kind]),
            ("record", str(it.id)),
            ("subject", f'{{"function":"{subject.function}","id":{subject.id},"job_role":"{subject.role}",'
                        f'"name":{names[SUBJECT]},"staff_number":"{subject.number}",'
                        f'"weekly_hours":"{subject.weekly}"}}'),
            ("version", "1"),
        ]  # fmt: skip

    def _headline(self, it: Meeting) -> str:
        """The facts on top of the record, as the form of its kind puts them."""
        day, told = self.calendar.words[it.day], it.sheet.facts
        when, led_by = f"{day}, {clock(told['start'])}", f"{it.lead.name}, {it.capacity}"
        if it.kind != RPS:
            how = f"{told['minutes']} minutes, {told['activity'].lower()}, {MOMENTS[told['recording']].lower()}"
            pairs = [("Observed", when), ("Length and activity", how), ("Observer", led_by)]
            pairs += [("Case", case_of(it))] if told["crn"] else []
        else:
            pairs = [("Held", when), ("Length and place", f"{told['minutes']} minutes, {told['place']}"),
                     ("With", led_by)]  # fmt: skip
            pairs += [("Case", f"{case_of(it)}, {told['rosh']} risk")] if told["rosh"] else []
            pairs += [("Observation", self.calendar.words[it.after.day])] if it.after else []
            pairs.append(("Reflective model", "Kolb"))
        return "[" + ",".join(f"[{quoted(label)},{quoted(words)}]" for label, words in pairs) + "]"


def case_of(it: Meeting) -> str:
    """The case a meeting is about: one of a few that its practitioner has."""
    return f"X{100_000 + (it.subject.id * 7_919 + it.id % 9 * 104_729) % 899_999}"


def title(it: Meeting) -> str:
    """What the record is called."""
    if it.kind != RPS:
        return "Observation of practice"
    if is_line_manager_role(it.subject.role):
        return "Reflective practice supervision session for a line manager"
    return f"Reflective practice supervision session{', after an observation' if it.after else ''}"


def _policy(kind: str) -> str:
    return "[" + ",".join(f"[{quoted(source)},{quoted(words)}]" for source, words in KINDS[kind].policy) + "]"
