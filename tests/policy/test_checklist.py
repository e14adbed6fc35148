"""What a decision must say: the headings, the marks, and a send-back that can be acted on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.checklist import (
    ALL_MET,
    AS_MARKED,
    HEADINGS,
    MARKS,
    MET,
    MOST_POINTS,
    NOT_MET,
    NOT_RELEVANT,
    PARTLY,
    SEND_BACK,
    VERDICTS,
    PointSaid,
    Said,
    problems,
)
from app.policy.countersigning import KINDS, OASYS, PAROLE, RECALL
from app.policy.lists import LEARNING_POINTS, LISTS

WHY = "The partner agency answers on Monday; I have put it in the diary"


def marks(kind: str, mark: str = MET, **more: str) -> dict[str, str]:
    """Every heading marked the same, but for those named."""
    return {each.code: mark for each in HEADINGS[kind]} | more


def without(kind: str, code: str) -> dict[str, str]:
    return {key: mark for key, mark in marks(kind).items() if key != code}


POINT = PointSaid("contingency", "contingency", "Name what would make you act, who acts and who is told.")
BACK = Said(SEND_BACK, strength="The victim safety pillar names a person and a day.", points=(POINT,))


# The headings


def test_an_assessment_is_looked_at_under_the_headings_of_the_guide_with_a_pillar_each():
    assert [each.title for each in HEADINGS[OASYS]] == [
        "Sources and checks", "Risk identification", "Analysis", "Victims", "Diversity and circumstances",
        "Risk management plan: supervision", "Risk management plan: monitoring and control",
        "Risk management plan: interventions and treatment", "Risk management plan: victim safety", "Contingency plan",
        "Sentence plan", "Alignment", "Professional curiosity",
    ]  # fmt: skip
    assert HEADINGS[PAROLE] == HEADINGS[OASYS]


def test_a_recall_is_looked_at_for_what_the_manager_agrees_to():
    assert [each.title for each in HEADINGS[RECALL]] == [
        "Alternatives explored", "Right type of recall", "Quality of the report",
        "No longer manageable in the community",
    ]  # fmt: skip


@pytest.mark.parametrize(("code", "source"), [
    ("sources", "National Standards 4.3.3"),
    ("risk", "National Standards 4.3.1"),
    ("analysis", "National Standards 4.3.1; inspection case four"),
    ("victims", "National Standards 4.3.1, 6.2"),
    ("diversity", "National Standards 4.3.2"),
    ("rmp_supervision", "National Standards 4.3.3"),
    ("rmp_monitoring", "National Standards 4.3.3"),
    ("rmp_interventions", "National Standards 4.3.3"),
    ("rmp_victims", "National Standards 4.3.3"),
    ("contingency", "National Standards 8.3"),
    ("sentence_plan", "National Standards 4.1, 4.3.4, 5.2"),
    ("alignment", "National Standards 4.3.4"),
    ("curiosity", "Inspection principles"),
    ("alternatives", "National Standards 9.2, 9.3.2"),
    ("type", "Domain guide C8"),
    ("quality", "National Standards 9.3.2; domain guide C8"),
    ("manageable", "National Standards 9.3.2"),
])  # fmt: skip
def test_a_heading_says_where_it_comes_from_and_what_to_look_for(code, source):
    found = next(each for each in HEADINGS[OASYS] + HEADINGS[RECALL] if each.code == code)
    assert found.source == source
    assert found.prompts


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_headings_share_a_code_or_a_title(kind):
    assert len({each.code for each in HEADINGS[kind]}) == len({each.title for each in HEADINGS[kind]})
    assert len({each.code for each in HEADINGS[kind]}) == len(HEADINGS[kind])


def test_every_learning_point_has_a_code_of_its_own_and_a_source():
    items = LISTS[LEARNING_POINTS].items
    assert len({each.code for each in items}) == len({each.label for each in items}) == len(items) == 12
    assert all(each.source for each in items)


def test_marks_and_verdicts_are_words_for_the_work_not_for_the_person():
    assert [word for _, word in MARKS] == ["Met", "Partly", "Not met", "Not relevant"]
    said = " ".join(word for _, word in VERDICTS).lower()
    assert not [word for word in ("approve", "reject", "fail") if word in said]


# Decisions that may be signed


@pytest.mark.parametrize(("kind", "said"), [
    (OASYS, Said(ALL_MET)),
    (PAROLE, Said(ALL_MET)),
    (OASYS, Said(ALL_MET, {})),
    (OASYS, Said(ALL_MET, marks(OASYS))),
    (OASYS, Said(ALL_MET, {"risk": MET, "alignment": NOT_RELEVANT, "curiosity": ""})),
    (OASYS, Said(ALL_MET, {"a heading of another form": NOT_MET})),
    (RECALL, Said(ALL_MET, reason=WHY)),
    (OASYS, Said(AS_MARKED, marks(OASYS))),
    (OASYS, Said(AS_MARKED, marks(OASYS, alignment=NOT_RELEVANT, diversity=PARTLY))),
    (OASYS, Said(AS_MARKED, marks(OASYS, contingency=NOT_MET), reason=WHY)),
    (PAROLE, Said(AS_MARKED, marks(PAROLE, NOT_MET), reason=WHY)),
    (RECALL, Said(AS_MARKED, marks(RECALL, type=PARTLY), reason=WHY)),
    (OASYS, BACK),
    (RECALL, BACK),
    (OASYS, replace(BACK, marks=marks(OASYS, NOT_MET))),
    (OASYS, replace(BACK, marks={"risk": MET})),
    (OASYS, replace(BACK, points=(POINT, PointSaid(), PointSaid()))),
    (OASYS, replace(BACK, points=(POINT, PointSaid(change="  "), replace(POINT, section="risk")))),
    (OASYS, replace(BACK, points=(POINT,) * MOST_POINTS)),
])  # fmt: skip
def test_a_decision_that_says_what_it_must_can_be_signed(kind, said):
    assert problems(kind, said) == []


# Decisions that may not, with the fields at fault


@pytest.mark.parametrize(("kind", "said", "fields"), [
    (OASYS, Said(), ["verdict"]),
    (OASYS, Said("approve"), ["verdict"]),
    (OASYS, Said("", marks(OASYS), reason=WHY), ["verdict"]),
    (OASYS, Said(ALL_MET, {"risk": NOT_MET}), ["verdict"]),
    (OASYS, Said(ALL_MET, marks(OASYS, risk=PARTLY)), ["verdict"]),
    (OASYS, Said(ALL_MET, marks(OASYS, risk=NOT_MET), reason=WHY), ["verdict"]),
    (RECALL, Said(ALL_MET), ["reason"]),
    (RECALL, Said(ALL_MET, reason=" \n"), ["reason"]),
    (RECALL, Said(ALL_MET, {"type": NOT_MET}), ["verdict", "reason"]),
    (OASYS, Said(AS_MARKED), ["mark_sources"]),
    (OASYS, Said(AS_MARKED, {}), ["mark_sources"]),
    (OASYS, Said(AS_MARKED, without(OASYS, "contingency")), ["mark_contingency"]),
    (OASYS, Said(AS_MARKED, marks(OASYS, curiosity="")), ["mark_curiosity"]),
    (OASYS, Said(AS_MARKED, marks(OASYS, curiosity="excellent")), ["mark_curiosity"]),
    (OASYS, Said(AS_MARKED, marks(OASYS, contingency=NOT_MET)), ["reason"]),
    (OASYS, Said(AS_MARKED, marks(OASYS, contingency=NOT_MET), reason="  "), ["reason"]),
    (OASYS, Said(AS_MARKED, {"contingency": NOT_MET}), ["mark_sources", "reason"]),
    (PAROLE, Said(AS_MARKED, marks(PAROLE, NOT_MET)), ["reason"]),
    (RECALL, Said(AS_MARKED, marks(RECALL)), ["reason"]),
    (RECALL, Said(AS_MARKED, marks(RECALL, type=NOT_MET)), ["reason"]),
    (RECALL, Said(AS_MARKED, marks(OASYS), reason=WHY), ["mark_alternatives"]),
    (OASYS, Said(SEND_BACK), ["strength", "section_1", "learning_1", "change_1"]),
    (OASYS, replace(BACK, strength="  "), ["strength"]),
    (OASYS, replace(BACK, points=()), ["section_1", "learning_1", "change_1"]),
    (OASYS, replace(BACK, points=(replace(POINT, section=""),)), ["section_1"]),
    (OASYS, replace(BACK, points=(replace(POINT, learning=""),)), ["learning_1"]),
    (OASYS, replace(BACK, points=(replace(POINT, change=" \r\n "),)), ["change_1"]),
    (OASYS, replace(BACK, points=(PointSaid(), POINT)), ["section_1", "learning_1", "change_1"]),
    (OASYS, replace(BACK, points=(POINT, PointSaid(section="risk"))), ["learning_2", "change_2"]),
    (OASYS, replace(BACK, points=(POINT, PointSaid(learning="analyse"))), ["section_2", "change_2"]),
    (OASYS, replace(BACK, points=(POINT, PointSaid(change="Say why"))), ["section_2", "learning_2"]),
    (OASYS, replace(BACK, points=(POINT, PointSaid(), PointSaid("risk", "analyse"))), ["change_3"]),
])  # fmt: skip
def test_whatever_is_missing_is_named_field_by_field(kind, said, fields):
    found = problems(kind, said)
    assert [field for field, _ in found] == fields
    assert all(words[0].isupper() for _, words in found)


def test_all_met_with_a_heading_that_is_not_names_the_heading_and_the_other_answer():
    found = problems(OASYS, Said(ALL_MET, marks(OASYS, diversity=PARTLY, contingency=NOT_MET)))
    assert found == [("verdict", "Diversity and circumstances, Contingency plan: marked as not fully met. Choose"
                      " “Countersign as marked in the checklist”, or change the mark (domain guide C6)")]  # fmt: skip


def test_a_heading_not_met_asks_for_the_reason_and_says_why_it_matters():
    [(_, words)] = problems(OASYS, Said(AS_MARKED, marks(OASYS, rmp_victims=NOT_MET, contingency=NOT_MET)))
    assert words.startswith("Say why you countersign with “Risk management plan: victim safety, Contingency plan” not")
    assert "cases three and four" in words


@pytest.mark.parametrize("kind", KINDS)
def test_a_send_back_always_names_its_paragraph(kind):
    assert all("(domain guide C6)" in words for _, words in problems(kind, Said(SEND_BACK)))


TYPED = st.sampled_from(["", " ", "\n", "Say why"])
POINTS = st.builds(PointSaid, section=st.sampled_from(["", "risk"]), learning=st.sampled_from(["", "analyse"]),
                   change=TYPED)  # fmt: skip


@given(
    st.sampled_from(list(KINDS)), st.sampled_from([ALL_MET, AS_MARKED, SEND_BACK, "", "x"]),
    st.dictionaries(st.sampled_from([each.code for kind in KINDS for each in HEADINGS[kind]]),
                    st.sampled_from(["", "x", *dict(MARKS)])),
    TYPED, st.lists(POINTS, max_size=MOST_POINTS), TYPED,
)  # fmt: skip
def test_nothing_is_signed_that_hides_a_gap_or_teaches_nothing(kind, verdict, given_marks, strength, points, reason):
    said = Said(verdict, given_marks, strength, points, reason)
    if problems(kind, said):
        return
    own = [given_marks.get(each.code, "") for each in HEADINGS[kind]]
    if verdict == SEND_BACK:
        assert strength.strip()
        assert points[0].section
        assert all(each.section and each.learning and each.change.strip() for each in points if each.is_begun)
        return
    assert verdict in (ALL_MET, AS_MARKED)
    assert verdict == AS_MARKED or not {PARTLY, NOT_MET} & set(own)
    assert verdict == ALL_MET or set(own) <= set(dict(MARKS))
    assert reason.strip() or (kind != RECALL and NOT_MET not in own)
