"""Assessments and parole reports of the estate: from the first signature to the last decision, or to where it waits."""

import json
from dataclasses import dataclass

from app.estate.canon import flat, hexed, quoted, zoned
from app.estate.desk import Desk
from app.estate.forms import Library, Sheet
from app.estate.people import Member
from app.estate.roles import Roles, role_at
from app.policy import countersigning as policy
from app.policy.assessor_roles import Standing
from app.policy.countersigning import (
    COUNTERSIGNED,
    COUNTERSIGNS,
    DRAFT,
    FIRST,
    OASYS,
    PAROLE,
    REQUESTED,
    REWORK,
    SELF_SIGNED,
    SENDS_BACK,
    Need,
)
from app.policy.people import APPROVED_PREMISES, COURT, CUSTODY, SENTENCE_MANAGEMENT
from app.policy.settings import SETTINGS

WORKS = frozenset({SENTENCE_MANAGEMENT, CUSTODY, APPROVED_PREMISES, COURT})
REST = (5, 18)  # working days between two pieces of work of one author
READ = (1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 13)  # working days until a manager decides
BACK = 0.18  # how many are sent back once
LATELY, WAITING = 60, 0.68  # of what was signed in so many working days, how much waits still
DUE, PAROLE_DUE = SETTINGS["countersign.due_days"].default, SETTINGS["countersign.parole_days"].default
DOSSIER = 30  # working days from the signature to a dossier's date
NEVER = 10**6


@dataclass(slots=True)
class Work:
    """One piece of work under way: its item's id, number of the day on which it goes on, and round."""

    id: int
    kind: str
    author: Member
    manager: Member
    sheet: Sheet
    case: str
    day: int
    opened: int
    number: int = 1
    why: str = ""
    first_at: str = ""


class Countersigning:
    """Writes the work of one unit's authors."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self.desk, self.calendar, self.chance, self.library = desk, desk.calendar, desk.chance, library
        self._needs: dict[tuple[str, int], tuple[Standing, Need, str, str]] = {}

    def write(self, author: Member, roles: Roles) -> None:
        """Everything one author sent, the earliest first."""
        if not self.sends(author):
            return
        day = max(self.calendar.number(author.since) + 15, self.chance.randint(0, REST[1]))
        while day < self.calendar.now:
            stint = author.stint(self.calendar.dates[day])
            if stint and stint.manager:
                self._one(author, stint.manager, roles, day)
            day += self.chance.randint(*REST)
        if self.chance.random() < 0.15 and (stint := author.stint(self.calendar.today)) and stint.manager:
            self._draft(author, stint.manager)

    def sends(self, author: Member) -> bool:
        """Whether somebody's function has assessments to send."""
        return author.function in WORKS

    def begin(self, author: Member, manager: Member, day: int, kind: str) -> Work:
        """A new piece of work, not signed yet."""
        chance = self.chance
        sheet = chance.choice(self.library.reports[kind])
        return Work(self.desk.next_id("countersign_item"), kind, author, manager, sheet,
                    f"X{chance.randrange(100_000, 999_999)}", day, 540 + chance.randrange(300))  # fmt: skip

    def _draft(self, author: Member, manager: Member) -> None:
        it = self.begin(author, manager, self.calendar.now - self.chance.randint(1, 8), OASYS)
        at = self.calendar.at(it.day, it.opened)
        self.put(it, DRAFT, at, None, None)
        self.typed(it, at)
        self.desk.tell(it.day, it.opened, "started", "countersign item", it.id, author.id, author, author.capacity)

    def _one(self, author: Member, manager: Member, roles: Roles, day: int) -> None:
        kind = PAROLE if self.chance.random() < 0.04 else OASYS
        it = self.begin(author, manager, day, kind)
        role, need, why, why_json = self.need(kind, role_at(roles, self.calendar.moment(day, it.opened)))
        it.why = why
        self.desk.tell(day, it.opened, "started", "countersign item", it.id, author.id, author, "practitioner")
        sends_back = need.is_required and self.chance.random() < BACK
        while True:
            at = self.calendar.at(it.day, it.opened + 12)
            it.first_at = it.first_at or at
            fingerprint = self.sign_round(it, role.role, need, why_json, at)
            if not need.is_required:
                self.put(it, SELF_SIGNED, at, None, at)
                self.happened(it, it.opened + 13, "self-signed: no countersignature needed", author)
                return
            self.happened(it, it.opened + 13, "signed and asked for a countersignature", author)
            if not self._decided(it, fingerprint, at, sends_back=sends_back):
                return
            sends_back = False

    def _decided(self, it: Work, fingerprint: str, asked_at: str, *, sends_back: bool) -> bool:
        """What becomes of a round that was signed; true where its author signs again."""
        calendar, chance = self.calendar, self.chance
        day = it.day + chance.choice(READ)
        if it.day > calendar.now - LATELY and chance.random() < WAITING:
            day = NEVER
        if day >= calendar.now:
            self._waits(it, asked_at)
            return False
        signed_on, it.day, it.opened = it.day, day, 600 + chance.randrange(300)
        at = calendar.at(day, it.opened)
        self._decision(it, fingerprint, at, sends_back=sends_back)
        if not sends_back:
            self.put(it, COUNTERSIGNED, at, None, at)
            self.happened(it, it.opened + 1, "countersigned", it.manager)
            return False
        self.happened(it, it.opened + 1, "sent back for rework", it.manager)
        it.number += 1
        it.day, it.sheet = day + chance.randint(1, 6), chance.choice(self.library.reworked[it.kind])
        if it.day < calendar.now:
            it.why = f"{it.why.split(' Round ')[0]} Round {it.number}."
            return True
        it.day = signed_on
        self.put(it, REWORK, at, None, None)
        self.typed(it, at)
        self._told(it.author, "countersign.sent_back", it, it.manager, at, is_listed=True)
        return False

    def _waits(self, it: Work, asked_at: str) -> None:
        day = min(it.day, self.calendar.now)
        due_on = self.calendar.after(day, DUE) if it.kind == OASYS else self._dossier(it.day)[0]
        self.put(it, REQUESTED, asked_at, due_on, None)
        self.typed(it, asked_at)
        self._told(it.manager, "countersign.requested", it, it.author, asked_at, is_listed=True)

    def _dossier(self, day: int) -> tuple[str, str]:
        """The day by which a parole report is countersigned, and that of its dossier in words."""
        place = min(day + DOSSIER, len(self.calendar.dates) - 1)
        return self.calendar.isos[place - PAROLE_DUE], self.calendar.words[place]

    def _told(self, whom: Member, code: str, it: Work, whose: Member, at: str, *, is_listed: bool) -> None:
        words = f"{policy.KINDS[it.kind].short}, {it.case}"
        self.desk.add("notice", whom.id, code, it.id, whose.name, words, False, at, None if is_listed else at, at)

    def happened(self, it: Work, minute: int, verb: str, by: Member) -> None:
        """An event of an item, on the day it has come to."""
        capacity = "practitioner" if by is it.author else policy.capacity(FIRST, by.role)
        self.desk.tell(it.day, minute, verb, "countersign item", it.id, it.author.id, by, capacity)

    def put(self, it: Work, state: str, since: str, due_on: str | None, closed_at: str | None, clock: str | None = None
            ) -> None:  # fmt: skip
        """The row of an item as it stands now."""
        opened = self.calendar.at(it.day, it.opened) if not it.first_at else it.first_at
        self.desk.rows["countersign_item"].append((
            it.id, it.kind, it.author.id, it.case, state, it.number, it.why, opened, it.first_at or None, since,
            due_on, clock, "", closed_at,
        ))  # fmt: skip

    def typed(self, it: Work, at: str) -> None:
        """What its author has typed in the present round."""
        dossier = self.calendar.typed[min(it.day + DOSSIER, len(self.calendar.dates) - 1)]
        for _, key, text in it.sheet.typed:
            words = dossier if key == "dossier_on" else self._reference(it) if key == "reference" else text
            self.desk.add("countersign_typed", it.id, it.author.id, it.number, key, words, 1, at, it.author.name)

    def _reference(self, it: Work) -> str:
        return str(4_000_000 + it.id % 999_983)

    def need(self, kind: str, role: Standing) -> tuple[Standing, Need, str, str]:
        """The role, what it needs, and why: in a line, and as it is stored."""
        which = kind, id(role) if role.open else hash(role.role)
        if which not in self._needs:
            need = policy.need(kind, role)
            why = "; ".join(f"{each.words.removesuffix('.')} ({each.source})" for each in need.reasons)[:380] + "."
            told = json.dumps([[each.source, each.words] for each in need.reasons])
            self._needs[which] = (role, need, why, told)
        return self._needs[which]

    def sign_round(self, it: Work, role: str, need: Need, why: str, at: str) -> str:
        """The author signs the round; gives its fingerprint."""
        author, day = it.author, it.day
        name = quoted(author.name)
        reasons = "[" + ",".join(f"[{quoted(each.source)},{quoted(each.words)}]" for each in need.reasons) + "]"
        facts = [
            ("author", f'{{"id":{author.id},"job_role":"{author.role}","name":{name},'
                       f'"staff_number":"{author.number}"}}'),
            ("case_reference", f'"{it.case}"'), ("item", str(it.id)), ("kind", f'"{it.kind}"'),
            ("kind_name", f'"{policy.KINDS[it.kind].name}"'),
            ("made_at", f'"{self.calendar.iso(day, it.opened + 12)}"'),
            ("meaning", quoted(policy.AUTHOR_MEANINGS[it.kind])), ("role", f'"{role}"'), ("round", str(it.number)),
            ("why", reasons),
        ]  # fmt: skip
        given = {"reference": f'"{self._reference(it)}"', "dossier_on": quoted(self._dossier(day)[1])}
        body, fingerprint = self.desk.freeze(facts, it.sheet.pieces, {"author": name}, given)
        found = self.desk.add("countersign_round", it.id, it.number, author.id, author.name, author.role, role,
                              need.is_required, why, body, fingerprint, at)  # fmt: skip
        seal = hexed(
            f'{{"author":{name},"author_id":{author.id},"body":"{fingerprint}","fingerprint":"{fingerprint}",'
            f'"id":{found},"is_required":{flat(need.is_required)},"item_id":{it.id},"job_role":"{author.role}",'
            f'"number":{it.number},"role":"{role}","signed_at":"{zoned(at)}","why":{quoted(why)}}}'
        )
        self.desk.note(at, "signed", "countersign round", found, author.id, author, "practitioner", seal=seal)
        return fingerprint

    def _decision(self, it: Work, of: str, at: str, *, sends_back: bool) -> None:
        sheet = self.chance.choice(self.library.sent_back[it.kind]) if sends_back else self.library.decisions[it.kind]
        meaning = policy.SENT_BACK_MEANING if sends_back else policy.MEANINGS[it.kind, FIRST]
        verdict = SENDS_BACK if sends_back else COUNTERSIGNS
        found = decide(self.desk, it, FIRST, verdict, meaning, sheet, of, at, self.calendar.iso(it.day, it.opened))
        if sends_back:
            told = sheet.facts
            self.desk.add("countersign_point", found, it.id, it.author.id, 1, told["section_1"], told["learning_1"], at)


def decide(desk: Desk, it: Work, part: str, verdict: str, meaning: str, sheet: Sheet, of: str, at: str, made_at: str,
           *, by: Member | None = None, number: int | None = None, authority: str = "",
           more: tuple[tuple[str, str], ...] = ()) -> int:  # fmt: skip
    """A decision on a piece of work, sealed in history; gives its id."""
    who = by or it.manager
    round_ = it.number if number is None else number
    capacity = policy.capacity(part, who.role)
    name = quoted(who.name)
    facts = sorted([
        ("by", f'{{"capacity":"{capacity}","for":"","id":{who.id},"name":{name}}}'),
        ("case_reference", f'"{it.case}"'), ("item", str(it.id)), ("kind", f'"{it.kind}"'), ("made_at", f'"{made_at}"'),
        ("meaning", quoted(meaning)), ("of", f'"{of}"'), ("part", f'"{part}"'), ("round", str(round_)),
        ("verdict", f'"{verdict}"'), *more,
    ])  # fmt: skip
    body, fingerprint = desk.freeze(facts, sheet.pieces, {"decider": name}, {})
    found = desk.add("countersign_decision", it.id, round_, part, verdict, who.id, who.name, "", capacity, authority,
                     meaning, body, fingerprint, of, at)  # fmt: skip
    seal = hexed(
        f'{{"authority":{quoted(authority)},"body":"{fingerprint}","capacity":"{capacity}",'
        f'"fingerprint":"{fingerprint}","for_name":"","id":{found},"item_id":{it.id},"meaning":{quoted(meaning)},'
        f'"name":{name},"of_fingerprint":"{of}","part":"{part}","person_id":{who.id},"round":{round_},'
        f'"signed_at":"{zoned(at)}","verdict":"{verdict}"}}'
    )
    desk.note(at, "signed", "countersign decision", found, it.author.id, who, capacity, seal=seal)
    return found
