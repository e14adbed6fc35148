"""What the register says of the estate's people, what they learned, and what they were asked to learn."""

from datetime import timedelta

from app.estate.canon import quoted
from app.estate.days import plain
from app.estate.desk import Desk, record_seal
from app.estate.forms import Library, Sheet
from app.estate.people import Member
from app.policy.learning import BY_CODE, SEEDS2, expires_on, hours, read_hours
from app.policy.registration import LEARNING_TYPES, REGISTERED, STATUS_WORDS
from app.policy.rps_required import year_of
from app.policy.settings import SETTINGS
from app.records.kinds import KINDS
from app.records.models import LOCKED, SUBJECT

REGISTER, LETTER = "Import from the Professional Register", "Extract of September"
TYPES = dict(LEARNING_TYPES)


class Learning:
    """Writes the register and the learning of one unit. `roles` are the job roles to be registered."""

    def __init__(self, desk: Desk, library: Library, roles: frozenset[str]) -> None:
        self.desk, self.calendar, self.chance, self.library = desk, desk.calendar, desk.chance, library
        self.roles = roles
        kind = KINDS["learning"]
        self.meaning = kind.order[0].meaning
        self.policy = "[" + ",".join(f"[{quoted(source)},{quoted(words)}]" for source, words in kind.policy) + "]"
        self.year = year_of(self.calendar.today, SETTINGS["register.year_start"].default)

    def write(self, member: Member) -> None:
        """Their entry of this year and of the last, what they learned, and perhaps something they are asked for."""
        if member.role not in self.roles:
            return
        self._entries(member)
        count = self.chance.choices((0, 1, 2), (25, 50, 25))[0]
        for sheet in self.chance.sample(self.library.learning, count):
            day = self.calendar.now - self.chance.randint(2, 260)
            if member.stint(self.calendar.dates[day]):
                self._learnt(member, sheet, day)
        if self.chance.random() < 0.06:
            self._asked(member)

    def _entries(self, member: Member) -> None:
        first, last = self.year.first, self.year.last
        for starts_on, renewal_on in ((first.replace(year=first.year - 1), first - timedelta(days=1)), (first, last)):
            if member.since < starts_on and (member.left is None or member.left > starts_on):
                at = self.calendar.at(self.calendar.number(starts_on), 490)
                number = f"PR-{20_000 + member.id}"
                self.desk.add("register_entry", member.id, starts_on.isoformat(), REGISTERED, number,
                              renewal_on.isoformat(), True, "", LETTER, REGISTER, at)  # fmt: skip
                self.desk.note(at, "entered in the register", "person", member.id, member.id, None,
                               reason=f"{STATUS_WORDS[REGISTERED]} from {plain(starts_on)}")  # fmt: skip

    def _asked(self, member: Member) -> None:
        calendar, manager = self.calendar, member.stints[-1].manager
        if manager is None or member.left is not None:
            return
        at = calendar.at(calendar.now - self.chance.randint(2, 30), 610)
        due_on = calendar.isos[calendar.now + self.chance.randint(-3, 30)]
        title = "Report writing for court, half a day"
        asked = self.desk.add("learning_asked", member.id, "", title, "", due_on, manager.id, manager.name, at, None,
                              "", "")  # fmt: skip
        self.desk.add("notice", member.id, "learning.asked", asked, manager.name, title, False, at, None, at)

    def _learnt(self, member: Member, sheet: Sheet, day: int) -> None:
        desk, calendar, said = self.desk, self.calendar, sheet.facts["said"]
        course = BY_CODE.get(said["course"])
        title, kind = (course.title, course.type) if course else (said["title"], said["type"])
        on, minutes = calendar.dates[day], read_hours(said["hours"]) or 0
        code = SEEDS2 if course else ""
        until = expires_on(code, on)
        at, capacity, record_id = calendar.at(day, 970), member.capacity, desk.next_id("record")
        headline = [("What", title), ("Done", plain(on)), ("Kind", TYPES[kind]), ("Time", hours(minutes))]
        headline += [("Holds until", plain(until))] if until else []
        frozen = self._freeze(member, sheet, record_id, day, headline)
        snapshot_id = desk.snapshot(record_id, at, member, capacity, member.id, frozen)
        desk.sign(record_id, snapshot_id, SUBJECT, member, capacity, self.meaning, at, frozen[1], member.id)
        seal = record_seal("learning", member.id, member.id, capacity, on.isoformat(), snapshot_id, at, None)
        desk.note(at, "signed and locked", "record", record_id, member.id, member, capacity, seal=seal)
        desk.rows["record"].append((
            record_id, "learning", 1, LOCKED, member.id, member.id, capacity, None, on.isoformat(), None, at, None,
            snapshot_id, at, "", "", None, None, "", "", "",
        ))  # fmt: skip
        desk.add("learning_done", record_id, member.id, code, title, kind, on.isoformat(),
                 until.isoformat() if until else None, minutes)  # fmt: skip
        desk.add("evidence_tag", record_id, "learning", "The service", at)

    def _freeze(self, member: Member, sheet: Sheet, record_id: int, day: int, headline: list[tuple[str, str]]
                ) -> tuple[str, str]:  # fmt: skip
        name, calendar = quoted(member.name), self.calendar
        told = ",".join(f"[{quoted(label)},{quoted(words)}]" for label, words in headline)
        facts = [
            ("follows", "null"), ("happened_on", f'"{calendar.isos[day]}"'), ("headline", f"[{told}]"),
            ("kind", '"learning"'), ("kind_name", '"Learning record"'),
            ("lead", f'{{"capacity":"{member.capacity}","id":{member.id},"name":{name}}}'),
            ("made_at", f'"{calendar.iso(day, 970)}"'), ("policy", self.policy), ("record", str(record_id)),
            ("subject", f'{{"function":"{member.function}","id":{member.id},"job_role":"{member.role}","name":{name},'
                        f'"staff_number":"{member.number}","weekly_hours":"{member.weekly}"}}'),
            ("version", "1"),
        ]  # fmt: skip
        return self.desk.freeze(facts, sheet.pieces, {SUBJECT: name}, {"done_on": quoted(calendar.words[day])})
