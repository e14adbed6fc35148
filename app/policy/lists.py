"""The reference lists as they stand before an administrator changes them."""

from dataclasses import dataclass

from app.policy.learning import COURSES

OBSERVATION_HEADINGS = "observation.headings"
SEEDS2_SKILLS = "seeds2.skills"
REGISTRATION_STANDARDS = "registration.standards"
LEARNING_POINTS = "countersign.learning"
LEADERSHIP_STANDARDS = "leadership.standards"
ELIGIBLE_ROLES = "registration.eligible_roles"
LEARNING_COURSES = "learning.courses"


@dataclass(frozen=True)
class Item:
    """One entry: the code that records keep, the words shown, and where they come from.

    `least_records` and `least_kinds` are how much evidence a registration standard asks for; None: as the settings say.
    """

    code: str
    label: str
    source: str = ""
    least_records: int | None = None
    least_kinds: int | None = None

    @property
    def said(self) -> tuple[str, str, str]:
        """What the entry says, however much it asks for."""
        return self.code, self.label, self.source


@dataclass(frozen=True)
class ReferenceList:
    """A list that records choose from. `meaning` says what for.

    `stands_in` is what to say wherever the list is shown while any of these entries stands in for a published one.
    """

    key: str
    name: str
    meaning: str
    items: tuple[Item, ...]
    stands_in: str = ""

    def is_placeholder(self, item: Item) -> bool:
        """Whether an entry still is one of these, which stand in until the published ones are loaded."""
        return bool(self.stands_in) and any(item.said == each.said for each in self.items)


_CHECKLIST = "Published observation checklist (Jersey Supervision Interview Checklist, 2012)"
_EVALUATION = "SEEDS2 evaluation summary"
_DEFAULT = "Default of this service"
_LEADERSHIP = "Framework 8.1"
_ELIGIBLE = "Framework 7.1, 7.2; the job roles are a default of this service"

_LISTS = (
    ReferenceList(
        OBSERVATION_HEADINGS,
        "Observation headings",
        "What an observer rates: strength, competent, develop or not seen.",
        (
            Item("setup", "Set-up of interview", _CHECKLIST),
            Item("non_verbal", "Non-verbal communication", _CHECKLIST),
            Item("verbal", "Verbal communication", _CHECKLIST),
            Item("authority", "Legitimate use of authority", _CHECKLIST),
            Item("motivational", "Motivational interviewing", _CHECKLIST),
            Item("pro_social", "Pro-social modelling", _CHECKLIST),
            Item("problem_solving", "Problem-solving", _CHECKLIST),
            Item("cognitive", "Cognitive restructuring", _CHECKLIST),
            Item("structure", "Overall structure", _CHECKLIST),
            Item("relationship", "Relationship building", _DEFAULT),
            Item("session_structure", "Structuring the session", _DEFAULT),
            Item("responsivity", "Fit with risk, need and responsivity", _DEFAULT),
            Item("procedural_justice", "Procedural justice", _EVALUATION),
            Item("push_pull", "Push-pull communication", _EVALUATION),
            Item("person_centred", "Person-centred communication", _EVALUATION),
            Item("emotional_labour", "Emotional labour", _EVALUATION),
            Item("curiosity", "Professional curiosity", "Framework 3.1"),
            Item("diversity", "Responsiveness to diversity needs", "National Standards 4.3.2"),
            Item("boundaries", "Boundaries and expectations explained", "National Standards 3.3"),
        ),
    ),
    ReferenceList(
        SEEDS2_SKILLS,
        "SEEDS2 skills",
        "Skills for Effective Engagement, Development and Supervision: what a session has in focus (Framework 6.2).",
        (
            Item("relationship", "Relationship building", _DEFAULT),
            Item("session_structure", "Structuring the session", _DEFAULT),
            Item("responsivity", "Risk, need and responsivity", _DEFAULT),
            Item("pro_social", "Pro-social modelling", _CHECKLIST),
            Item("problem_solving", "Problem-solving", _CHECKLIST),
            Item("cognitive", "Cognitive restructuring", _CHECKLIST),
            Item("motivational", "Motivational interviewing", _CHECKLIST),
            Item("procedural_justice", "Procedural justice", _EVALUATION),
            Item("push_pull", "Push-pull communication", _EVALUATION),
            Item("person_centred", "Person-centred communication", _EVALUATION),
            Item("emotional_labour", "Emotional labour", _EVALUATION),
        ),
    ),
    ReferenceList(
        LEADERSHIP_STANDARDS,
        "Leadership standards",
        "What a line manager’s own session has in focus: the HMPPS leadership standards of 2020 (Framework 8.1).",
        (
            Item("awareness", "Personal awareness", _LEADERSHIP),
            Item("knowledge", "Professional knowledge", _LEADERSHIP),
            Item("compassion", "Compassion", _LEADERSHIP),
            Item("collaboration", "Collaboration", _LEADERSHIP),
            Item("communication", "Communication", _LEADERSHIP),
            Item("inspiration", "Inspiration", _LEADERSHIP),
            Item("innovation", "Innovation", _LEADERSHIP),
            Item("integrity", "Integrity", _LEADERSHIP),
        ),
    ),
    ReferenceList(
        LEARNING_POINTS,
        "Learning points",
        "What a send-back for rework teaches, so that themes show over time.",
        (
            Item("sources", "Sources: seek and check", "National Standards 4.3.3"),
            Item("analyse", "Analysis: say why, not only what", "National Standards 4.3.1"),
            Item("imminence", "Risk: nature, likelihood, immediacy and impact", "National Standards 4.3.1"),
            Item("victims", "Victims: identify, then plan", "National Standards 4.3.1"),
            Item("diversity", "Diversity: what is particular to this person", "National Standards 4.3.2"),
            Item("pillars", "Risk management plan: every pillar has actions", "National Standards 4.3.3"),
            Item("contingency", "Contingency: triggers and owners", "National Standards 8.3"),
            Item("goals", "Sentence plan: few goals, in order, agreed", "National Standards 4.1, 5.2"),
            Item("alignment", "Alignment with other agencies’ plans", "National Standards 4.3.4"),
            Item("curiosity", "Professional curiosity: challenge optimism", "Inspection principles"),
            Item("recommendation", "Recommendation follows from the evidence", _DEFAULT),
            Item("alternatives", "Alternatives to recall: tried and recorded", "National Standards 9.2, 9.3.2"),
        ),
    ),
    ReferenceList(
        REGISTRATION_STANDARDS,
        "Registration standards",
        "What a record can be evidence for (Framework 7.2).",
        (
            Item("qualification", "Qualification and eligibility", _DEFAULT),
            Item("accountability", "Accountability for practice and decisions", "Framework 3.1"),
            Item("conduct", "Conduct and behaviour", _DEFAULT),
            Item("reflection", "Reflective practice and supervision", "Framework 6.2"),
            Item("learning", "Continuing professional development and mandatory learning", "Framework 8.1"),
        ),
        "These headings stand in until the published standards are loaded.",
    ),
    ReferenceList(
        ELIGIBLE_ROLES,
        "Job roles that are to be registered",
        "Who is eligible for the Professional Register. An entry is the name of a job role, as the staff file has it.",
        (
            Item("Probation Officer", "Probation Officer", _ELIGIBLE),
            Item("Probation Services Officer", "Probation Services Officer", _ELIGIBLE),
            Item("Prison Offender Manager (prison)", "Prison Offender Manager (prison)", _ELIGIBLE),
            Item("Prison Offender Manager (probation)", "Prison Offender Manager (probation)", _ELIGIBLE),
            Item("Senior Probation Officer", "Senior Probation Officer", _ELIGIBLE),
        ),
    ),
    ReferenceList(
        LEARNING_COURSES,
        "Learning with a name",
        "What a learning record and a line manager choose from. Those of this service keep what they are asked of.",
        tuple(Item(course.code, course.title, course.source) for course in COURSES),
    ),
)
LISTS: dict[str, ReferenceList] = {each.key: each for each in _LISTS}
