"""A year of supervision step by step: each thing on its day, by the service's own verbs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from app.database import db
from app.observations import actions as observations
from app.people.models import Person
from app.policy.rps_year import Standing
from app.records import actions as records
from app.records import queries
from app.records.models import LEAD, SUBJECT, Record
from app.rps import actions as sessions
from app.rps.passing import actions as passing
from app.rps.passing import passed
from app.rps.year import coverage, years
from app.web.clock import now, today
from tests import papers
from tests.rps.test_coverage import insist_right


@dataclass
class Steps:
    """What happens to one practitioner. `at` moves the clock; every step happens in the afternoon of its day."""

    at: Callable[[str], None]
    practitioner: Person

    def day(self, day: date) -> None:
        """It is the afternoon of this day."""
        self.at(f"{day} 15:00")

    def pass_on(self, by: Person, to: Person, on: date, due_on: date) -> None:
        """The line manager passes on the second observation of the year and its session."""
        self.day(on)
        wish = passing.Wish("both", to, due_on)
        passing.assign(self.practitioner, wish, by, papers.by(by), now())
        db.session.commit()

    def observe(self, by: Person, on: date) -> Record:
        """An observation of practice on a day, signed by both; a delegate's where it is passed on."""
        self.day(on)
        handed = self.passed_on_to(by)
        if handed:
            return self.sign(passing.observe(handed, papers.by(by), now()))
        return self.sign(observations.start(self.practitioner, by, papers.by(by), now(), today()))

    def hold(self, by: Person, on: date, observation: Record | None = None, *, logged: bool = True,
             **answers: str) -> Record:  # fmt: skip
        """A session planned before its day, held, written up and signed by both, and logged unless said."""
        self.day(on - timedelta(days=1))
        booked = sessions.Booked(on, time(10), 60, "in person", observation)
        handed = self.passed_on_to(by)
        if handed:
            record = passing.plan_session(handed, booked, papers.by(by), now())
        else:
            record = sessions.plan(self.practitioner, by, booked, papers.by(by), now())
        self.day(on)
        self.sign(record, **answers)
        if logged:
            self.log(record, on)
        return record

    def sign(self, record: Record, **answers: str) -> Record:
        """Fill in what the form needs, send the record, and let each sign in turn."""
        for key, text in answers.items():
            papers.answer(record, LEAD, key, text)
        for _ in range(2):
            for question in papers.paper(record).questions:
                if question.needed and not papers.paper(record).text(question.key):
                    carried = question.key.startswith("earlier_")
                    papers.answer(record, LEAD, question.key, "carried" if carried else papers.some(question))
        if record.kind == "rps":
            papers.answer(record, SUBJECT, "wellbeing", papers.WELLBEING)
            papers.answer(record, SUBJECT, papers.stage(record), papers.REFLECTION)
            records.share(papers.paper(record), papers.by(self.practitioner), now())
        laid = papers.paper(record)
        records.send(laid, papers.by(laid.lead), now(), today())
        for step in laid.kind.order:
            frozen, _ = queries.signed(record)
            who = laid.subject if step.part == SUBJECT else laid.lead
            assert records.sign(papers.paper(record), step.part, frozen.fingerprint, papers.by(who), now(), today())
        db.session.commit()
        return record

    def log(self, record: Record, on: date) -> None:
        """Whoever held the session says that it was logged on the Single Operating Platform on a day."""
        self.day(on)
        holder = db.session.get_one(Person, record.lead_id)
        sessions.log(record, on, "", papers.by(holder), now(), today())
        db.session.commit()

    def passed_on_to(self, who: Person) -> passed.Passed | None:
        """What is passed on to somebody in the year of today."""
        found = passed.open_for(self.practitioner.id, years.year_on(today()).first)
        return found if found and found.delegate.id == who.id else None

    def stands(self, on: date, of: date | None = None) -> Standing:
        """How the year of a day (`of`: the year of another day) stands, which the kept table agrees with."""
        self.day(on)
        coverage.refresh([self.practitioner.id], now())
        insist_right(self.practitioner, f"on {on}")
        year = years.year_on(of) if of else None
        found = years.of_person(self.practitioner.id, today(), now(), year)
        assert found is not None
        return found.standing
