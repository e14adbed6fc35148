"""Countersigning: every state and act, every signer, why it is needed, by when, and the scenarios."""

from dataclasses import replace
from datetime import date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy.assessor_facts import CONFIRMS, DETERMINES, LONDON, OPENS, Days, Decision, Facts, Plan
from app.policy.assessor_roles import CRITERIA, Open, Standing, standing
from app.policy.countersigning import (
    ACTS,
    AGREEMENT,
    ALWAYS,
    AUTHOR_MEANINGS,
    ENDORSEMENT,
    FIRST,
    FIRST_SIGNERS,
    KINDS,
    MEANINGS,
    OASYS,
    OPEN_STATES,
    PAROLE,
    RATIONALE,
    RECALL,
    RULES,
    SECOND_PART,
    SECOND_SIGNERS,
    STATE_WORDS,
    Signing,
    capacity,
    due_on,
    insist_state,
    need,
)
from app.policy.people import FUNCTIONS, JOB_ROLES, NATIONAL_SECURITY, SENTENCE_MANAGEMENT
from app.policy.rules import Refused, breaches
from app.policy.settings import SETTINGS, Unfit

PO, POM, PSO, LEARNER = (
    "Probation Officer", "Prison Offender Manager (prison)", "Probation Services Officer", "PQiP Learner",
)  # fmt: skip


def at(day: str, hour: int = 0, minute: int = 0) -> datetime:
    """An instant in London."""
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=LONDON)


# How far an item has come, and what may be done then

ALLOWED = {
    "considered": {"write", "withdraw", "give", "agree", "raise"},
    "draft": {"write", "sign", "withdraw", "raise"},
    "rework": {"write", "sign", "withdraw", "raise"},
    "requested": {"decide", "take back", "park", "give", "raise"},
    "second": {"decide", "take back", "raise"},
    "endorse": {"endorse"},
    "ready": {"raise", "send"},
    "countersigned": {"roll back"},
    "self-signed": {"roll back"},
    "withdrawn": set(),
    "sent": set(),
    "not recalled": set(),
}


@pytest.mark.parametrize(("state", "act"), list(product(ALLOWED, ACTS)))
def test_each_act_is_possible_in_its_states_and_refused_in_every_other(state, act):
    if act in ALLOWED[state]:
        insist_state(act, state)
        return
    with pytest.raises(Refused) as caught:
        insist_state(act, state)
    assert STATE_WORDS[state].lower() in caught.value.breaches[0].words


def test_every_state_has_words_and_is_known_to_be_open_or_closed():
    assert set(STATE_WORDS) == set(ALLOWED)
    closed = {"countersigned", "self-signed", "withdrawn", "sent", "not recalled"}
    assert set(OPEN_STATES) == set(ALLOWED) - closed
    assert all(ALLOWED[state] for state in OPEN_STATES)


@pytest.mark.parametrize("state", ["countersigned", "self-signed", "withdrawn", "sent", "not recalled"])
def test_nothing_closed_is_written_signed_decided_or_taken_back(state):
    assert not ALLOWED[state] & {"write", "sign", "decide", "take back", "agree", "endorse", "send", "withdraw"}


# Who signs. Y may, P only of a prison offender manager, D only with delegated authority, N only of somebody of the
# National Security Division, - never. Domain guide B, row by row.

COLUMNS = ((OASYS, FIRST), (PAROLE, FIRST), (RECALL, FIRST), (RECALL, AGREEMENT), (RECALL, RATIONALE),
           (RECALL, SECOND_PART), (RECALL, ENDORSEMENT))  # fmt: skip
SIGNERS = {
    "Senior Probation Officer": "Y Y Y Y Y - -",
    "Head of Offender Management Delivery": "P P - - - - -",
    "PDU Head": "Y Y Y Y Y Y Y",
    "Deputy PDU Head": "Y Y Y Y Y D D",
    "Prison Governor": "Y Y Y Y Y - -",
    "Senior Operational Lead": "- - - - - N N",
    "Regional Probation Director": "- - - - - - -",
    "Business Manager": "- - - - - - -",
    "PQiP Learner": "- - - - - - -",
    "Prison Offender Manager (prison)": "- - - - - - -",
    "Prison Offender Manager (probation)": "- - - - - - -",
    "Probation Officer": "- - - - - - -",
    "Probation Services Officer": "- - - - - - -",
    "Quality Development Manager": "- - - - - - -",
    "Quality Development Officer": "- - - - - - -",
    "Senior Administration Officer": "- - - - - - -",
    "Victim Liaison Officer": "- - - - - - -",
}
AUTHORS = {
    "a probation officer": (PO, SENTENCE_MANAGEMENT),
    "a prison offender manager of the prison": (POM, "Offender management in custody"),
    "a prison offender manager of probation": ("Prison Offender Manager (probation)", "Offender management in custody"),
    "a practitioner of the division": (PO, NATIONAL_SECURITY),
}


def test_the_table_of_signers_names_every_job_role():
    assert set(SIGNERS) == set(JOB_ROLES)


@pytest.mark.parametrize("role", SIGNERS)
@pytest.mark.parametrize("column", range(len(COLUMNS)), ids=[" ".join(each) for each in COLUMNS])
@pytest.mark.parametrize("author", AUTHORS)
def test_exactly_those_of_the_matrix_sign(role, column, author):
    (kind, part), cell = COLUMNS[column], SIGNERS[role].split()[column]
    author_role, function = AUTHORS[author]
    for delegated in (False, True):
        it = Signing(kind, False, role, author_role, function, same_unit=True, is_assigned=True,
                     has_delegation=delegated)  # fmt: skip
        may = {"Y": True, "-": False, "P": "Offender Manager" in author_role, "D": delegated,
               "N": function == NATIONAL_SECURITY}[cell]  # fmt: skip
        assert (breaches(RULES[part], it) == []) is may, (author, delegated)


OF_LOWRI = Signing(OASYS, False, "Senior Probation Officer", PO, SENTENCE_MANAGEMENT, same_unit=True)
OF_KWAME = Signing(OASYS, False, "Head of Offender Management Delivery", POM, SENTENCE_MANAGEMENT, same_unit=True)
SECOND = Signing(RECALL, False, "PDU Head", PO, SENTENCE_MANAGEMENT, same_unit=True)
DEPUTY = replace(SECOND, job_role="Deputy PDU Head", has_delegation=True)
LEAD = replace(SECOND, job_role="Senior Operational Lead", author_function=NATIONAL_SECURITY, same_unit=False)


@pytest.mark.parametrize(("part", "it"), [
    (FIRST, replace(OF_LOWRI, manages=True)),
    (FIRST, replace(OF_LOWRI, covers=True, same_unit=False)),
    (FIRST, replace(OF_LOWRI, is_assigned=True, same_unit=False)),
    (FIRST, replace(OF_LOWRI, manages=True, kind=RECALL)),
    (FIRST, OF_KWAME),
    (FIRST, replace(OF_KWAME, kind=PAROLE)),
    (FIRST, replace(OF_KWAME, same_unit=False, is_assigned=True)),
    (FIRST, replace(OF_KWAME, job_role="Prison Governor", covers=True)),
    (AGREEMENT, replace(OF_LOWRI, kind=RECALL, is_assigned=True, same_unit=False)),
    (SECOND_PART, SECOND),
    (SECOND_PART, DEPUTY),
    (SECOND_PART, LEAD),
    (SECOND_PART, replace(SECOND, same_unit=False, covers=True)),
    (SECOND_PART, replace(DEPUTY, same_unit=False, covers=True)),
    (ENDORSEMENT, SECOND),
    (ENDORSEMENT, DEPUTY),
])  # fmt: skip
def test_whoever_may_sign_breaks_no_rule(part, it):
    assert breaches(RULES[part], it) == []


@pytest.mark.parametrize(("part", "it", "source", "said"), [
    (FIRST, replace(OF_LOWRI, manages=True, is_author=True), "Domain guide B", "Nobody countersigns their own"),
    (FIRST, OF_LOWRI, "Domain guide C5", "The author’s line manager countersigns"),
    (FIRST, replace(OF_LOWRI, job_role="PDU Head"), "Domain guide C5", "A stand-in does under cover"),
    (FIRST, replace(OF_KWAME, same_unit=False), "Domain guide C5", "The author’s line manager"),
    (FIRST, replace(OF_KWAME, job_role="Senior Probation Officer"), "Domain guide C5", "The author’s line manager"),
    (FIRST, replace(OF_KWAME, job_role="Prison Governor"), "Domain guide C5", "A stand-in does under cover"),
    (FIRST, replace(OF_KWAME, author_role=PO, manages=True), "Domain guide B", "for prison offender managers"),
    (FIRST, replace(OF_KWAME, kind=RECALL, manages=True), "Domain guide B", "Only a line manager"),
    (FIRST, replace(OF_LOWRI, job_role=PO, covers=True), "Domain guide B", "Only a line manager"),
    (SECOND_PART, replace(SECOND, is_author=True), "Domain guide B", "Nobody countersigns their own"),
    (SECOND_PART, replace(SECOND, signed_first=True), "Domain guide B", "two different people’s"),
    (SECOND_PART, replace(DEPUTY, signed_first=True), "Domain guide B", "two different people’s"),
    (SECOND_PART, replace(DEPUTY, has_delegation=False), "National Standards 9.3.2", "delegated authority on file"),
    (SECOND_PART, replace(DEPUTY, has_delegation=False, covers=True), "National Standards 9.3.2", "delegated"),
    (SECOND_PART, replace(SECOND, job_role="Prison Governor"), "National Standards 9.3.2", "The PDU head"),
    (SECOND_PART, replace(SECOND, job_role="Senior Probation Officer", covers=True), "National Standards 9.3.2", "The"),
    (SECOND_PART, replace(SECOND, same_unit=False), "National Standards 9.3.2", "of the author’s unit"),
    (SECOND_PART, replace(SECOND, same_unit=False, is_assigned=True), "National Standards 9.3.2", "of the author’s"),
    (SECOND_PART, replace(LEAD, author_function=SENTENCE_MANAGEMENT), "National Standards 9.3.2", "National Security"),
    (ENDORSEMENT, replace(SECOND, signed_first=True), "Domain guide B", "two different people’s"),
    (ENDORSEMENT, replace(DEPUTY, has_delegation=False), "National Standards 9.3.2", "delegated authority on file"),
])  # fmt: skip
def test_nobody_else_signs_and_the_rule_is_named_with_what_to_do(part, it, source, said):
    found = breaches(RULES[part], it)
    assert [each for each in found if each.source.startswith(source) and said in each.words], found
    assert all(each.remedy for each in found)


SIGNINGS = st.builds(
    Signing, kind=st.sampled_from(list(KINDS)), is_author=st.booleans(), job_role=st.sampled_from(list(JOB_ROLES)),
    author_role=st.sampled_from(list(JOB_ROLES)), author_function=st.sampled_from(list(FUNCTIONS)),
    same_unit=st.booleans(), manages=st.booleans(), covers=st.booleans(), is_assigned=st.booleans(),
    has_delegation=st.booleans(), signed_first=st.booleans(),
)  # fmt: skip


@given(SIGNINGS, st.sampled_from(list(RULES)))
def test_whatever_the_facts_nobody_signs_their_own_work(it, part):
    assert breaches(RULES[part], replace(it, is_author=True))


@given(SIGNINGS, st.sampled_from([SECOND_PART, ENDORSEMENT]))
def test_whatever_the_facts_nobody_signs_second_who_signed_first(it, part):
    assert breaches(RULES[part], replace(it, signed_first=True))


@given(SIGNINGS, st.sampled_from([SECOND_PART, ENDORSEMENT]))
def test_whatever_the_facts_a_second_signature_is_a_heads_a_delegates_or_the_divisions_leads(it, part):
    if breaches(RULES[part], it) == []:
        assert it.job_role in SECOND_SIGNERS
        assert it.job_role != "Deputy PDU Head" or it.has_delegation
        assert it.job_role != "Senior Operational Lead" or it.author_function == NATIONAL_SECURITY


@given(SIGNINGS, st.sampled_from([FIRST, AGREEMENT, RATIONALE]))
def test_whatever_the_facts_a_first_signature_is_a_managers_who_was_asked(it, part):
    if breaches(RULES[part], it) == []:
        assert it.job_role in FIRST_SIGNERS[it.kind]
        assert it.manages or it.covers or it.is_assigned or it.is_homd_of_pom


def test_only_the_head_of_the_same_prison_signs_for_a_prison_offender_manager_without_being_asked():
    assert OF_KWAME.is_homd_of_pom
    for other in ({"job_role": "Senior Probation Officer"}, {"author_role": PO}, {"same_unit": False}):
        assert not replace(OF_KWAME, **other).is_homd_of_pom


def test_unless_something_is_known_nobody_covers_was_asked_or_holds_a_delegation():
    plain = Signing(RECALL, False, "Deputy PDU Head", PO, SENTENCE_MANAGEMENT, True)
    assert breaches(RULES[FIRST], plain)
    assert breaches(RULES[SECOND_PART], plain)
    assert capacity(FIRST, "Senior Probation Officer") == "line manager"


@pytest.mark.parametrize(("part", "role", "manages", "says"), [
    (FIRST, "Senior Probation Officer", True, "line manager"),
    (FIRST, "Senior Probation Officer", False, "senior probation officer"),
    (FIRST, "Head of Offender Management Delivery", True, "head of offender management delivery"),
    (FIRST, "PDU Head", False, "PDU head"),
    (FIRST, "Deputy PDU Head", False, "deputy PDU head"),
    (AGREEMENT, "Deputy PDU Head", False, "deputy PDU head"),
    (FIRST, "Prison Governor", False, "prison governor"),
    (SECOND_PART, "PDU Head", False, "PDU head"),
    (SECOND_PART, "Deputy PDU Head", False, "deputy PDU head with delegated authority"),
    (ENDORSEMENT, "Deputy PDU Head", False, "deputy PDU head with delegated authority"),
    (SECOND_PART, "Senior Operational Lead", False, "senior operational lead"),
    ("author", "Senior Probation Officer", True, ""),
])  # fmt: skip
def test_a_signature_says_what_its_signer_acts_as(part, role, manages, says):
    assert capacity(part, role, manages=manages) == says


def test_every_signature_has_a_meaning_that_fits_its_column():
    assert {(kind, part) for kind, part in COLUMNS} == set(MEANINGS)
    assert set(AUTHOR_MEANINGS) == set(KINDS) == set(FIRST_SIGNERS)
    assert all(len(each) <= 300 and each.startswith(("I ", "This ")) for each in MEANINGS.values())
    assert "robust, fit for purpose and of the expected standard of quality" in MEANINGS[OASYS, FIRST]
    assert [code for code, kind in KINDS.items() if kind.second] == [RECALL]


# Whether it is needed, and why


def opened(number: int, **more: object) -> Open:
    given = {"ends_on": None, "review_on": None, "is_hold": False, "evidence": "", **more}
    return Open(CRITERIA[number - 1], at("2026-09-01"), **given)


NON = Standing("Non-countersigned")
REASONS = [
    (1, {"ends_on": date(2027, 3, 1)}, "First 6 months in post, since 1 September 2026, expected to end 1 March 2027."),
    (2, {}, "PQiP learner, since 1 September 2026."),
    (3, {}, "Formal improvement plan, since 1 September 2026."),
    (4, {"review_on": date(2026, 12, 1)}, "Manager’s discretion, since 1 September 2026, review on 1 December 2026."),
    (5, {}, "National Security Division, since 1 September 2026."),
    (6, {}, "Learning for the role, since 1 September 2026."),
    (7, {"review_on": date(2027, 1, 1)}, "Required in prison, since 1 September 2026, review on 1 January 2027."),
    (1, {"ends_on": date(2027, 3, 1), "is_hold": True},
     "First 6 months in post, since 1 September 2026. Over, and not yet confirmed: countersigned until it is."),
]  # fmt: skip


@pytest.mark.parametrize(("number", "more", "says"), REASONS, ids=[f"{row[0]}-{'-'.join(row[1])}" for row in REASONS])
def test_an_open_criterion_alone_asks_for_it_and_says_since_when_and_until_when(number, more, says):
    found = need(OASYS, Standing("Countersigned", (opened(number, **more),)))
    assert found.is_required
    assert [each.words for each in found.reasons] == [says]
    assert found.reasons[0].source.startswith("Framework 5.2")


def test_every_open_criterion_is_a_reason_and_a_registration_is_one_more():
    role = Standing("Countersigned", (opened(2), opened(4)))
    found = need(OASYS, role, is_forced=True)
    assert [each.source for each in found.reasons] == ["Framework 5.2", "Framework 5.2, 5.4", "Domain guide C6"]
    assert need(OASYS, NON, is_forced=True).is_required
    assert [each.source for each in need(OASYS, NON, is_forced=True).reasons] == ["Domain guide C6"]


def test_without_an_open_criterion_nobody_is_bothered_and_the_paragraph_says_so():
    found = need(OASYS, NON)
    assert not found.is_required
    assert [each.source for each in found.reasons] == ["Framework 5.3"]


@pytest.mark.parametrize("kind", [PAROLE, RECALL])
def test_parole_and_recall_are_countersigned_for_everyone(kind):
    assert need(kind, NON).reasons == (ALWAYS[kind],)
    assert need(kind, NON).reasons[0].source == "Framework 5.1"


def test_an_unknown_kind_is_an_error_and_never_unsigned_work():
    with pytest.raises(KeyError):
        need("licence variation", NON)


OPENS_OF_ANY = st.builds(
    Open, criterion=st.sampled_from(CRITERIA), since=st.datetimes(timezones=st.just(LONDON)),
    ends_on=st.none() | st.dates(), review_on=st.none() | st.dates(), is_hold=st.booleans(), evidence=st.just(""),
)  # fmt: skip
STANDINGS = st.lists(OPENS_OF_ANY, max_size=4).map(
    lambda found: Standing("Countersigned" if found else "Non-countersigned", tuple(found))
)


@given(STANDINGS, st.booleans())
def test_for_any_role_parole_and_recall_need_it_and_oasys_if_a_criterion_is_open_or_oasys_asks(role, is_forced):
    assert need(PAROLE, role, is_forced=is_forced).is_required
    assert need(RECALL, role, is_forced=is_forced).is_required
    found = need(OASYS, role, is_forced=is_forced)
    assert found.is_required is (bool(role.open) or is_forced)
    assert found.reasons
    assert all(each.source and each.words.endswith(".") for each in found.reasons)


# By when


@pytest.mark.parametrize(("key", "default", "unit", "refused"), [
    ("countersign.due_days", 5, "working days", "0"),
    ("countersign.parole_days", 5, "working days", "21"),
    ("countersign.rollback_days", 28, "days", "366"),
    ("countersign.focus_months", 12, "months", "0"),
    ("recall.rationale_days", 1, "working days", "0"),
    ("recall.rmp_days", 10, "working days", "11"),  # National Standards 10.2: sooner, never later
    ("cover.longest_days", 90, "days", "0"),
])  # fmt: skip
def test_the_numbers_are_settings_with_the_defaults_of_the_guide(key, default, unit, refused):
    setting = SETTINGS[key]
    assert (setting.default, setting.unit) == (default, unit)
    assert setting.read(setting, str(default)) == default
    with pytest.raises(Unfit):
        setting.read(setting, refused)


@pytest.mark.parametrize(("signed_on", "due"), [
    (date(2026, 6, 3), date(2026, 6, 10)),  # S5: Thaddeus Finch signs on a Wednesday
    (date(2026, 6, 8), date(2026, 6, 15)),  # signs again
    (date(2026, 6, 30), date(2026, 7, 7)),  # signs on his last day as a learner
    (date(2026, 6, 22), date(2026, 6, 29)),  # signs again after the item was rolled back
    (date(2026, 5, 22), date(2026, 6, 1)),  # across the late May bank holiday
    (date(2026, 12, 23), date(2027, 1, 4)),  # across Christmas and New Year
    (date(2026, 4, 2), date(2026, 4, 13)),  # across Easter
    (date(2026, 6, 6), date(2026, 6, 12)),  # on a Saturday counts like the Friday before
    (date(2026, 6, 5), date(2026, 6, 12)),
])  # fmt: skip
def test_an_assessment_is_due_five_working_days_after_each_signing(signed_on, due):
    assert due_on(OASYS, signed_on, 5) == due


@pytest.mark.parametrize(("dossier_on", "due"), [
    (date(2026, 6, 19), date(2026, 6, 12)),
    (date(2026, 6, 1), date(2026, 5, 22)),  # across the late May bank holiday
    (date(2026, 4, 10), date(2026, 4, 1)),  # across Good Friday and Easter Monday
    (date(2027, 1, 4), date(2026, 12, 23)),  # across Christmas and New Year
    (date(2026, 6, 21), date(2026, 6, 15)),  # a Sunday counts like the Monday after
    (date(2026, 6, 22), date(2026, 6, 15)),
])  # fmt: skip
def test_a_parole_report_is_due_five_working_days_before_its_dossier(dossier_on, due):
    assert due_on(PAROLE, date(2026, 3, 2), 5, dossier_on=dossier_on) == due


def test_a_dossier_moves_nothing_but_a_parole_report():
    assert due_on(OASYS, date(2026, 6, 3), 5, dossier_on=date(2026, 9, 1)) == date(2026, 6, 10)


def test_a_parole_report_without_a_dossier_date_is_due_like_an_assessment():
    assert due_on(PAROLE, date(2026, 6, 3), 5) == date(2026, 6, 10)


def test_a_one_off_bank_holiday_and_another_setting_move_the_day():
    assert due_on(OASYS, date(2026, 6, 3), 5, extra={date(2026, 6, 8)}) == date(2026, 6, 11)
    assert due_on(OASYS, date(2026, 6, 3), 3) == date(2026, 6, 8)
    early = due_on(PAROLE, date(2026, 6, 1), 5, dossier_on=date(2026, 6, 19), extra={date(2026, 6, 16)})
    assert early == date(2026, 6, 11)


def test_a_recall_has_no_day_but_clocks():
    assert due_on(RECALL, date(2026, 6, 3), 5) is None


@pytest.mark.parametrize("given", [
    {"kind": OASYS, "signed_on": date(2028, 12, 29)},
    {"kind": PAROLE, "signed_on": date(2028, 6, 1), "dossier_on": date(2029, 2, 1)},
])  # fmt: skip
def test_where_bank_holidays_are_not_known_no_day_is_named(given):
    assert due_on(**given, days=5) is None


# Scenarios


def test_s2_an_assessment_of_the_first_six_months_says_so_and_one_in_the_hold_too():
    barnaby = Facts(jobs=(Days(date(2026, 9, 1), None, PSO),))
    on_the_last_day = need(OASYS, standing(barnaby, at("2027-02-28", 23, 59)))
    assert on_the_last_day.reasons[0].words.endswith("expected to end 1 March 2027.")
    held = need(OASYS, standing(barnaby, at("2027-03-01")))
    assert held.is_required
    assert held.reasons[0].words.endswith("countersigned until it is.")


def test_s4_after_maternity_the_managers_decision_asks_for_it_and_declining_does_not():
    decided = at("2026-11-02", 9)
    clementine = Facts(decisions=(Decision(OPENS, 4, decided, decided, date(2027, 2, 2)),))
    found = need(OASYS, standing(clementine, at("2026-11-12", 10)))
    assert found.reasons[0].words == "Manager’s discretion, since 2 November 2026, review on 2 February 2027."
    assert need(OASYS, standing(clementine, at("2027-02-03"))).is_required
    assert not need(OASYS, standing(Facts(), at("2026-11-12", 10))).is_required


def test_s5_the_role_at_signing_decides():
    thaddeus = Facts(
        jobs=(Days(date(2024, 9, 1), date(2026, 6, 30), LEARNER), Days(date(2026, 7, 1), None, PO)),
        pqip=(Days(date(2024, 9, 1), date(2026, 6, 30)),),
        decisions=(Decision(CONFIRMS, 2, at("2026-06-22"), at("2026-07-01")),),
    )
    assert need(OASYS, standing(thaddeus, at("2026-06-22", 10))).is_required
    assert need(OASYS, standing(thaddeus, at("2026-06-30", 23, 59))).is_required
    assert not need(OASYS, standing(thaddeus, at("2026-07-01"))).is_required
    assert not need(OASYS, standing(thaddeus, at("2026-07-02", 10))).is_required
    unconfirmed = replace(thaddeus, decisions=())
    assert need(OASYS, standing(unconfirmed, at("2026-07-02", 10))).is_required


def test_s6_recall_is_countersigned_throughout_whatever_the_lead_determined():
    isolde = Facts(
        jobs=(Days(date(2020, 1, 1), None, PO),), nsd=(Days(date(2026, 5, 1)),),
        plans=(Plan(True, at("2026-10-05"), at("2026-12-31", 12)),),
        decisions=(Decision(DETERMINES, 5, at("2026-09-01", 11), at("2026-09-01", 11)),
                   Decision(CONFIRMS, 3, at("2026-12-31", 13), at("2027-01-01"))),
    )  # fmt: skip
    asked = {"2026-04-30": False, "2026-05-01": True, "2026-08-10": True, "2026-09-02": False, "2026-10-05": True,
             "2026-12-31": True, "2027-01-01": False}  # fmt: skip
    for day, is_required in asked.items():
        then = standing(isolde, at(day, 9))
        assert need(OASYS, then).is_required is is_required, day
        assert need(RECALL, then).is_required
        assert need(PAROLE, then).is_required


def test_s8_what_was_signed_before_the_formal_plan_is_final_and_what_is_signed_after_waits():
    plans = (Plan(False, at("2026-07-06", 10)), Plan(True, at("2026-09-14", 14)))
    gideon = Facts(jobs=(Days(date(2019, 1, 1), None, PO),), plans=plans)
    assert not need(OASYS, standing(gideon, at("2026-07-06", 12))).is_required
    assert not need(OASYS, standing(gideon, at("2026-09-14", 9, 10))).is_required
    assert not need(OASYS, standing(gideon, at("2026-09-14", 13, 59))).is_required
    assert need(OASYS, standing(gideon, at("2026-09-14", 14))).is_required
    assert need(OASYS, standing(gideon, at("2026-09-14", 14, 5))).is_required


def test_s10_the_manager_signs_first_never_second_and_the_deputy_by_delegation_only():
    teal = Signing(RECALL, False, "Senior Probation Officer", PO, SENTENCE_MANAGEMENT, True, is_assigned=True)
    assert breaches(RULES[AGREEMENT], teal) == breaches(RULES[FIRST], teal) == []
    again = breaches(RULES[SECOND_PART], replace(teal, signed_first=True))
    assert [each.source for each in again] == ["Domain guide B", "National Standards 9.3.2; domain guide B"]
    vole = Signing(RECALL, False, "Deputy PDU Head", PO, SENTENCE_MANAGEMENT, True, has_delegation=True)
    assert breaches(RULES[SECOND_PART], vole) == []
    without = breaches(RULES[SECOND_PART], replace(vole, has_delegation=False))
    assert [each.remedy for each in without] == [
        "Take it to the PDU head, or ask an administrator to record the delegation."
    ]
