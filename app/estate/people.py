"""Who works in the estate: regions, delivery units, teams, and everybody in them since when and under whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TypeVar
from unicodedata import normalize

from app.estate.shape import Size
from app.policy import people as policy
from app.policy.assessor_facts import FRAMEWORK_STARTS, LEARNER, PSO
from app.policy.given_names import GIVEN_NAMES
from app.policy.surnames import SURNAMES

T = TypeVar("T")
REGIONS = ("Westshire", "Marlow and Tame", "Northmoor", "Severnside", "Eastfold", "Harrowdale", "Kentmere", "Thornbury",
           "Wolds and Humber", "Pennine Vale", "Southdown", "Cambria")  # fmt: skip
UNITS = ("North", "South", "East", "West", "Central", "Upper", "Lower", "Coast and", "Borders of")
OFFICER = "Probation Officer"
TEAMS = ((policy.SENTENCE_MANAGEMENT, 72), (policy.COURT, 8), (policy.CUSTODY, 6), (policy.UNPAID_WORK, 5),
         (policy.APPROVED_PREMISES, 5), (policy.VICTIM_LIAISON, 4))  # fmt: skip
ROLES: dict[str, tuple[tuple[str, int], ...]] = {
    policy.SENTENCE_MANAGEMENT: ((OFFICER, 46), (PSO, 42), (LEARNER, 12)),
    policy.COURT: ((OFFICER, 50), (PSO, 50)),
    policy.CUSTODY: (("Prison Offender Manager (probation)", 65), ("Prison Offender Manager (prison)", 35)),
    policy.UNPAID_WORK: ((PSO, 100),),
    policy.APPROVED_PREMISES: ((PSO, 80), (OFFICER, 20)),
    policy.VICTIM_LIAISON: (("Victim Liaison Officer", 100),),
}
LONGEST = 5_000  # days since somebody began in their role
HOURS = ((3700, 74), (2960, 12), (2220, 8), (1850, 6))
SPO, HOMD, HEAD, DEPUTY, QDO, DIRECTOR = (
    "Senior Probation Officer", "Head of Offender Management Delivery", "PDU Head", "Deputy PDU Head",
    "Quality Development Officer", "Regional Probation Director",
)  # fmt: skip
AWAY = (("Sickness", 10, 60), ("Sickness", 20, 160), ("Maternity leave", 150, 300), ("Secondment", 60, 180))


@dataclass(slots=True)
class Stint:
    """From one day to another (None: still) in one team under one manager."""

    first: date
    last: date | None
    team_id: int
    manager: "Member | None"


@dataclass(slots=True, eq=False)
class Member:
    """One member of staff. `account_id` is None for those who left. `unit` counts from 0; `hours` in hundredths."""

    id: int
    number: str
    name: str
    email: str
    role: str
    function: str
    hours: int
    unit: int
    since: date
    left: date | None = None
    account_id: int | None = None
    stints: list[Stint] = field(default_factory=list)
    absences: list[tuple[str, date, date | None]] = field(default_factory=list)
    facts: list[tuple[str, str, date, date | None]] = field(default_factory=list)

    @property
    def weekly(self) -> str:
        """Hours a week in words: 37, 22.2"""
        return f"{self.hours / 100:g}"

    @property
    def capacity(self) -> str:
        """What they sign as where a record is about them."""
        return policy.subject_capacity(self.role)

    def stint(self, on: date) -> Stint | None:
        """Where they are on a day; None while not in post or away."""
        if any(first <= on and (last is None or on <= last) for _, first, last in self.absences):
            return None
        return next((each for each in self.stints if each.first <= on and (each.last is None or on <= each.last)), None)


@dataclass
class Organisation:
    """Everything as rows of their tables, and everybody by unit."""

    regions: list[tuple[int, str]] = field(default_factory=list)
    units: list[tuple[int, str, int]] = field(default_factory=list)
    teams: list[tuple[int, str, int]] = field(default_factory=list)
    members: list[list[Member]] = field(default_factory=list)

    @property
    def everybody(self) -> Iterator[Member]:
        """Every member of staff, in the order of their ids."""
        return (each for unit in self.members for each in unit)


class Builder:
    """Makes an organisation of a size out of chance."""

    def __init__(self, size: Size, chance: Random, today: date) -> None:
        self.size, self.chance, self.today = size, chance, today
        self.made = Organisation()
        self.given = sorted(name.title() for name in GIVEN_NAMES if name.isalpha())
        self.surnames = sorted(name.title() for name in SURNAMES if name.isalpha())
        self.known: dict[str, int] = {}
        self.count = 0

    def build(self) -> Organisation:
        """Everybody."""
        made, size = self.made, self.size
        made.regions = [(number + 1, REGIONS[number]) for number in range(size.regions)]
        each = size.units // size.regions
        for unit in range(size.units):
            region = unit // each
            made.units.append((unit + 1, f"{UNITS[unit % each]} {REGIONS[region]}", region + 1))
            made.members.append([])
            self._unit(unit, is_first=unit % each == 0)
        return made

    def _unit(self, unit: int, *, is_first: bool) -> None:
        top = self._team("PDU leadership", unit)
        director = None
        if is_first:
            office = self._team("Regional office", unit)
            director = self._member(unit, DIRECTOR, policy.REGIONAL_OFFICE, office, None)
        elif unit:
            director = next(each for each in self.made.members[self._first_of(unit)] if each.role == DIRECTOR)
        head = self._member(unit, HEAD, policy.SENTENCE_MANAGEMENT, top, director)
        deputy = self._member(unit, DEPUTY, policy.SENTENCE_MANAGEMENT, top, head)
        words = f"Delegated by {head.name}, PDU Head"
        starts_on = max(deputy.since, self.today - timedelta(days=300))
        deputy.facts += [("rps delegation", words, starts_on, None), ("recall delegation", words, starts_on, None)]
        self._member(unit, QDO, policy.QUALITY_DEVELOPMENT, top, head)
        self._teams(unit, head, top)

    def _first_of(self, unit: int) -> int:
        each = self.size.units // self.size.regions
        return unit // each * each

    def _teams(self, unit: int, head: Member, top: int) -> None:
        managers, counted = [], share(self.size.managers, self.size.units, unit)
        for number in range(counted):
            function = TEAMS[0][0] if number < 2 else self._one_of(TEAMS)
            role = HOMD if function == policy.CUSTODY else SPO
            managers.append(self._member(unit, role, function, top, head))
        people = share(self.size.practitioners, self.size.units, unit)
        for number, manager in enumerate(managers):
            team = self._team(f"{manager.function} {number + 1}", unit)
            manager.stints[-1].team_id = team
            for _ in range(share(people, counted, number)):
                self._practitioner(unit, manager, managers, team)

    def _practitioner(self, unit: int, manager: Member, managers: list[Member], team: int) -> None:
        chance, function = self.chance, manager.function
        found = self._member(unit, self._one_of(ROLES[function]), function, team, manager)
        found.hours = self._one_of(HOURS)
        dice = chance.random()
        if dice < 0.02:
            self._leaves(found)
        elif dice < 0.10 and found.since < self.today - timedelta(days=400) and len(managers) > 1:
            before = chance.choice([each for each in managers if each is not manager])
            moved = self.today - timedelta(days=chance.randint(60, 380))
            first = found.stints[0]
            found.stints = [Stint(first.first, moved - timedelta(days=1), before.stints[-1].team_id, before),
                            Stint(moved, None, team, manager)]  # fmt: skip
        if chance.random() < 0.12:
            self._is_away(found)
        self._training(found)

    def _leaves(self, found: Member) -> None:
        last = self.today - timedelta(days=self.chance.randint(5, 200))
        if found.since < last - timedelta(days=60):
            found.left, found.account_id = last, None
            found.stints[-1].last = last

    def _is_away(self, found: Member) -> None:
        kind, least, most = self.chance.choice(AWAY)
        first = self.today - timedelta(days=self.chance.randint(1, 700))
        last = first + timedelta(days=self.chance.randint(least, most))
        if first > found.since and (found.left is None or last < found.left):
            found.absences.append((kind, first, last))

    def _training(self, found: Member) -> None:
        """What the staff extract says of training, and of the role of the 2022 framework."""
        since = found.since
        if found.role == LEARNER:
            found.facts.append(("pqip", "", since, None))
        elif found.role == PSO:
            self._done(found, "core curriculum", 60, 150)
            self._done(found, "probation passed", 150, 190)
        elif found.role == OFFICER and self.today - since < timedelta(days=500):
            found.facts.append(("pqip", "", since - timedelta(days=460), since - timedelta(days=1)))
        elif found.function == policy.CUSTODY and self.chance.random() < 0.75:
            self._done(found, "role learning", 90, 400)
        if since < FRAMEWORK_STARTS - timedelta(days=30) and found.role != LEARNER:
            legacy = self.chance.choice(policy.LEGACY_OASYS_ROLES[:4])
            found.facts.append(("legacy oasys role", legacy, since, None))

    def _done(self, found: Member, kind: str, least: int, most: int) -> None:
        """Something done so many days after the role began, if that has come."""
        done = found.since + timedelta(days=self.chance.randint(least, most))
        if done < self.today:
            found.facts.append((kind, "", done, None))

    def _member(self, unit: int, role: str, function: str, team: int, manager: "Member | None") -> Member:
        self.count += 1
        chance = self.chance
        if role == LEARNER:
            days = chance.randint(20, 620)
        elif policy.is_practitioner(role):
            days = chance.randint(20, 250) if chance.random() < 0.12 else chance.randint(251, LONGEST)
        else:
            days = chance.randint(1_200, LONGEST)
        name, email = self._name()
        since = self.today - timedelta(days=days)
        found = Member(self.count, str(300_000 + 7 * self.count), name, email, role, function, 3700, unit, since,
                       account_id=self.count, stints=[Stint(since, None, team, manager)])  # fmt: skip
        self.made.members[unit].append(found)
        return found

    def _name(self) -> tuple[str, str]:
        given, surname = self.chance.choice(self.given), self.chance.choice(self.surnames)
        address = normalize("NFKD", f"{given}.{surname}".lower()).encode("ascii", "ignore").decode()
        self.known[address] = again = self.known.get(address, 0) + 1
        return f"{given} {surname}", f"{address}{again if again > 1 else ''}@justice.example"

    def _team(self, name: str, unit: int) -> int:
        self.made.teams.append((len(self.made.teams) + 1, name, unit + 1))
        return len(self.made.teams)

    def _one_of(self, weighted: tuple[tuple[T, int], ...]) -> T:
        return self.chance.choices([each for each, _ in weighted], [weight for _, weight in weighted])[0]


def share(total: int, among: int, number: int) -> int:
    """How many of `total` the part with this number gets when they are shared out evenly."""
    return total * (number + 1) // among - total * number // among
