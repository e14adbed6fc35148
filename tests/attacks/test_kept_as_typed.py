"""Whatever is typed into a record is kept letter by letter, shown as the text it is, and touches nothing else."""

import html
import re

import pytest
from sqlalchemy import select

from app.auth.models import Account
from app.database import db
from app.people.models import Person
from app.records.models import Answer, Record
from tests import make, papers
from tests.attacks import corpus
from tests.attacks.oracle import faults
from tests.attacks.test_odd_input import FORM, encoded
from tests.attacks.world import Reader, World

any_engine = pytest.mark.any_engine
SPREAD = ("wellbeing", "strengths", "application", "develop", "values", "learning", "kolb_1", "kolb_2", "kolb_3",
          "kolb_4", "protected_reason", "case_1_why", "case_2_why", "case_3_why", "action_1_text", "action_2_text",
          "action_3_text", "action_4_text", "action_5_text", "action_6_text", "place", "case_1_reference",
          "case_2_reference", "case_3_reference")  # fmt: skip
SIGNED = ("strengths", "application", "develop", "values", "learning", "kolb_1", "kolb_2", "kolb_4", "action_1_text")
WRITTEN = [text for category in corpus.WORDS for text in category if text]


def typed(world: World, texts: list[str]) -> int:
    """Type these into the fields of a draft, through its form; gives the status of the answer."""
    record = world.records["draft"].id
    known = {one.key: one.revision for one in db.session.query(Answer).filter_by(record_id=record, part="lead")}
    fields = {}
    for key, text in zip(SPREAD, texts, strict=False):
        fields |= {f"r-{key}": [str(known.get(key, 0))], f"a-{key}": [text]}
    return world.browsers["lead"].post(f"/records/{record}/draft", data=encoded(fields), content_type=FORM).status_code


def batches(texts: list[str]) -> list[list[str]]:
    """As many at a time as a draft has fields."""
    return [texts[place : place + len(SPREAD)] for place in range(0, len(texts), len(SPREAD))]


def test_every_text_is_kept_letter_by_letter_on_both_databases_or_refused(world: World):
    texts = [*corpus.UNICODE, *corpus.SHORT]
    whole = [text for text in texts if text and "\0" not in text]
    record = world.records["draft"].id
    for batch in batches(whole):
        assert typed(world, batch) == 303
        kept = dict(db.session.execute(select(Answer.key, Answer.text).where(
            Answer.record_id == record, Answer.part == "lead")).all())  # fmt: skip
        for key, text in zip(SPREAD, batch, strict=False):
            # Half a letter is no text: what came is kept as it came, in the notation of addresses.
            sent = text if corpus.storable(text) else kept[key]
            assert kept[key] == sent.replace("\r\n", "\n").replace("\r", "\n"), repr(text[:40])
            assert corpus.storable(kept[key])
    assert [typed(world, [text]) for text in texts if "\0" in text] == [422, 422]


@any_engine
def test_what_a_draft_holds_is_shown_as_text_on_every_page(world: World):
    record, lead = world.records["draft"].id, world.browsers["lead"]
    for batch in batches([text for text in WRITTEN if corpus.storable(text)]):
        assert typed(world, batch) == 303
        draft, check = lead.get(f"/records/{record}/draft"), lead.get(f"/records/{record}/check")
        assert faults(draft, *batch) == []
        assert faults(check, *batch) == []
        for key, text in zip(SPREAD, batch, strict=False):
            box = re.search(rf'<textarea[^>]*name="a-{key}"[^>]*>\n?(.*?)</textarea>', draft.text, flags=re.DOTALL)
            if box is not None:
                assert html.unescape(box[1]) == html.unescape(
                    html.escape(text.replace("\r\n", "\n").replace("\r", "\n"))
                )


def elements(world: World, texts: list[str]) -> list[tuple[str, ...]]:
    """Every element that a signed session with these answers makes on its pages."""
    isla, lowri = (db.session.query(Person).filter_by(name=name).one() for name in ("Isla Mbeki", "Lowri Throckmorton"))
    given = dict(zip(SIGNED, texts, strict=True))
    action = {"action_1_owner": "subject", "action_1_due": "1/12/2026"}
    record = papers.session(isla, lowri, "locked", **given, **action)
    seen = papers.observation(isla, lowri, "locked", went_well=texts[1], crn=texts[2][:60])
    db.session.commit()
    found = []
    for address in (
        f"/records/{record.id}",
        f"/records/{seen.id}",
        f"/sessions/{record.id}/log",
        "/",
        f"/people/{lowri.id}",
    ):
        answer = world.browsers["lead"].get(address)
        assert faults(answer, *texts) == [], address
        found += Reader(answer.text).elements
    return sorted(found)


@any_engine
def test_no_markup_in_a_signed_record_draws_anything(world: World):
    db.session.execute(db.text("UPDATE action SET state = 'confirmed'"))
    texts = [text for text in corpus.MARKUP if corpus.storable(text) and text.strip()]
    back = world.keep()
    each = 4  # of them in a field
    fields = ["\n\n".join(texts[place : place + each]) for place in range(0, len(texts), each)]
    for place in range(0, len(fields), len(SIGNED)):
        batch = (fields[place:] + fields)[: len(SIGNED)]
        # The same white space, which is what makes paragraphs, and nothing else.
        plain = elements(world, [re.sub(r"\S", "x", text) for text in batch])
        back()
        assert elements(world, batch) == plain, batch
        back()


@any_engine
def test_what_is_typed_into_one_record_changes_no_other_row(world: World):
    def others() -> list[tuple[object, ...]]:
        db.session.rollback()
        wanted = (
            select(Record.id, Record.state, Record.snapshot_id, Record.void_at).order_by(Record.id),
            select(Account.id, Account.role, Account.password_hash, Account.closed_at).order_by(Account.id),
            select(Answer.record_id, Answer.key, Answer.text).where(Answer.record_id != mine).order_by(Answer.id),
            select(Person.id, Person.name, Person.email, Person.left_on).order_by(Person.id),
        )
        return [tuple(row) for query in wanted for row in db.session.execute(query)]

    mine = world.records["draft"].id
    before = others()
    for batch in batches(corpus.SQL):
        assert typed(world, batch) == 303
    assert others() == before
    assert make.account_of(world.u.isla)
