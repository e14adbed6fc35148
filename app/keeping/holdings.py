"""Everything the service holds, one row a table: what it says of whom, in words for people, and what becomes of it.

A test walks the tables of the database and fails for one that is missing here, or for a column of text nobody named.
"""

from dataclasses import dataclass

PERSON, ACCOUNT = "person", "account"

# What becomes of the rows of a table.
WITH_RECORD = "Text goes with its record when its years have passed. Days and people stay."
WITH_ITEM = "Text and case reference go when the years since it was closed have passed. Days and people stay."
WORDS_GO = "Words go when their years have passed. Days and people stay."
ROW_GOES = "Goes whole when its years have passed."
ACCOUNTED = "Stays as history does: who was let in, by whom and why."
NO_WORDS = "Days and people, no words of anybody’s. Stays."
HISTORY = "History is never shortened: each line is sealed with the one before."
STAFF = "Stays as long as records or history name the person."
SHORT = "Goes by itself, every night or when it is used."
NOBODY = "Says nothing of anybody, or only which administrator entered it."


@dataclass(frozen=True)
class Holding:
    """One table.

    `about` is the column with the id of whom a row is about, `of` whether that is a PERSON or an ACCOUNT; "" where
    nobody is, or where the row belongs to a record or an item (`laid_out`: the copy lays it out with that). `acts` are
    the columns that name somebody in a row about somebody else: of these a copy gives the number. `texts` are the
    columns that hold what somebody wrote. `left_out` never leaves the database, `why` says why not.
    """

    table: str
    words: str
    fate: str
    about: str = ""
    of: str = PERSON
    acts: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    why: str = ""
    laid_out: bool = False


UNREADABLE = "A secret, or a form of it that nobody can read."
_HOLDINGS = (
    Holding("person", "Your staff details", STAFF, "id"),
    Holding("posting", "Your job roles, hours, teams and line managers", STAFF, "person_id",
            acts=("line_manager_id",)),
    Holding("absence", "Your absences, as the staff file gave them", STAFF, "person_id"),
    Holding("fact", "Your training and other dated facts", STAFF, "person_id", texts=("text",)),
    Holding("cover", "Who covered for you", NO_WORDS, "person_id", acts=("cover_id",)),
    Holding("record", "Your records", WITH_RECORD, texts=("closed_reason", "void_reason"), laid_out=True),
    Holding("answer", "What was written in records", WITH_RECORD, texts=("text",), laid_out=True),
    Holding("snapshot", "The text of records that was signed", WITH_RECORD, texts=("body",), laid_out=True),
    Holding("signature", "Signatures of records", WITH_RECORD, texts=("comment",), laid_out=True),
    Holding("addendum", "What was added under records", WITH_RECORD, texts=("text",), laid_out=True),
    Holding("action", "Actions agreed in records", WITH_RECORD, texts=("text", "outcome"), laid_out=True),
    Holding("release", "Whom you let read a record", WITH_RECORD, acts=("person_id",), laid_out=True),
    Holding("opened_to", "Records about you that were opened for a formal process", ACCOUNTED, laid_out=True),
    Holding("opening_proposal", "Proposals to open records for a formal process", ACCOUNTED,
            texts=("reason", "untold_reason", "decided_reason"),
            left_out=("reason", "untold_reason", "decided_reason"), laid_out=True,
            why="Written for those who decide. Whether there is one that was not opened, or that you are not told of"
            " yet, could harm an inquiry."),
    Holding("opening_approval", "Directors who agreed to open records", NO_WORDS, laid_out=True),
    Holding("opening_review", "Monthly reviews of what was opened", NO_WORDS, texts=("note",), left_out=("note",),
            why="Written by assurance readers about whole months.", laid_out=True),
    Holding("evidence_tag", "Standards that records are evidence for", NO_WORDS, laid_out=True),
    Holding("coverage", "How your years of supervision stood", NO_WORDS, "person_id"),
    Holding("held_before", "Sessions and observations held before this service was used", NO_WORDS, "person_id",
            acts=("by_id",)),
    Holding("passed_on", "Who was asked to do your second observation", WORDS_GO, "person_id",
            acts=("delegate_id", "assigned_by_id"), texts=("ended_reason",)),
    Holding("role_decision", "Decisions about your assessor role", WORDS_GO, "person_id",
            acts=("decided_by_id", "entered_by_id", "asked_by_id"), texts=("reason",)),
    Holding("role_change", "Changes of your assessor role", WORDS_GO, "person_id", acts=("entered_by_id",),
            texts=("reason",)),
    Holding("role_request", "Requests about your assessor role", WORDS_GO, "person_id", acts=("asked_by_id",),
            texts=("reason", "answer")),
    Holding("role_applied", "Which changes were entered in OASys", NO_WORDS, acts=("applied_by_id",)),
    Holding("role_batch", "Changes of many assessor roles at once", NO_WORDS, acts=("made_by_id",),
            texts=("reason",), left_out=("reason",), why="One reason for many people, repeated in each decision."),
    Holding("improvement_plan", "Your improvement plans", WORDS_GO, "person_id", acts=("opened_by_id",),
            texts=("reason", "end_reason")),
    Holding("plan_opened", "Which review opened a plan", NO_WORDS, laid_out=True),
    Holding("learning_required", "Learning your role requires", NO_WORDS, "person_id"),
    Holding("learning_asked", "Learning you were asked for", WORDS_GO, "person_id", acts=("asked_by_id",),
            texts=("drop_reason",)),
    Holding("learning_done", "Learning you did", WITH_RECORD, "person_id"),
    Holding("learning_told", "Learning that was counted for your assessor role", NO_WORDS, "person_id"),
    Holding("register_entry", "What the Professional Register said of you", WORDS_GO, "person_id",
            texts=("reason",)),
    Holding("countersign_item", "Work you sent for countersigning", WITH_ITEM, texts=("why", "parked_reason"),
            acts=("assigned_id",), laid_out=True),
    Holding("countersign_round", "What you signed of it", WITH_ITEM, texts=("body", "why"), laid_out=True),
    Holding("countersign_decision", "What was decided on it", WITH_ITEM, texts=("body",), acts=("person_id",),
            laid_out=True),
    Holding("countersign_point", "Learning points", NO_WORDS, laid_out=True),
    Holding("countersign_typed", "What you typed and have not signed", WITH_ITEM, texts=("text",), laid_out=True),
    Holding("recall", "When your recalls were considered, decided and sent", NO_WORDS, laid_out=True),
    Holding("notice", "What you were told", ROW_GOES, "person_id"),
    Holding("digest", "When e-mails went to you", NO_WORDS, "person_id"),
    Holding("pack_file", "Packs and prints made for you", ROW_GOES, "owner_id", texts=("chosen",),
            left_out=("content",), why="The files themselves are under My evidence."),
    Holding("pack_made", "Packs that were made, so that they can be checked", NO_WORDS, "owner_id"),
    Holding("pack_plan", "A pack you put together", ROW_GOES, "owner_id", texts=("statement",)),
    Holding("pack_left_out", "Records you left out of a pack", ROW_GOES, laid_out=True),
    Holding("passage_decision", "Passages you decided to mask or keep", WITH_RECORD, "owner_id", texts=("reason",)),
    Holding("event", "What happened: what you did, and what was done with what is yours", HISTORY, texts=("reason",),
            laid_out=True),
    Holding("removed", "What was removed because its years had passed", NO_WORDS, "subject_id"),
    Holding("removal", "Removals that administrators agreed on", NO_WORDS, of=ACCOUNT,
            acts=("proposed_by", "decided_by"), texts=("reason", "counts"), left_out=("reason",),
            why="Written for a second administrator, and about nobody."),
    Holding("hold", "Holds on removal", NO_WORDS, texts=("reason", "lifted_reason"), left_out=("reason",),
            why="Whether there is one, and why, could harm an inquiry. Whoever is responsible for the information"
            " decides whether to tell you."),
    Holding("account", "Your account", STAFF, "id", ACCOUNT, left_out=("password_hash", "totp_secret"), why=UNREADABLE),
    Holding("identity", "Accounts elsewhere that open yours", STAFF, "account_id", ACCOUNT),
    Holding("spare_code", "Spare codes for signing in", SHORT, "account_id", ACCOUNT, left_out=("code_hash",),
            why=UNREADABLE),
    Holding("one_time_link", "Links that opened your account", SHORT, "account_id", ACCOUNT,
            left_out=("token_hash",), why=UNREADABLE),
    Holding("user_session", "Where and when you signed in", SHORT, "account_id", ACCOUNT,
            left_out=("token_hash", "previous_hash"), why=UNREADABLE),
    Holding("limited_use", "Downloads and searches of the last hour, to count them", SHORT, "account_id", ACCOUNT),
    Holding("sign_in_attempt", "Attempts to sign in, for a day", SHORT, left_out=("email_hash", "origin"),
            why="Kept in a form that cannot be read back, so we do not know which are yours."),
    Holding("pack_check", "Attempts to check a pack, for a day", SHORT, left_out=("origin",),
            why="Kept in a form that cannot be read back, so we do not know which are yours."),
    Holding("own_copy", "Copies like this one that you asked for", SHORT, "account_id", ACCOUNT,
            left_out=("content",), why="You are reading it."),
    Holding("account_proposal", "Accounts of administrators and assurance readers that were proposed", NO_WORDS,
            of=ACCOUNT, acts=("proposed_by", "decided_by"), texts=("reason",), left_out=("reason",),
            why="Known by an e-mail address only, and about somebody else’s account."),
    Holding("staged_import", "Files an administrator is about to import", SHORT, "owner_id", ACCOUNT,
            left_out=("staff", "absences", "past", "register"), why="About other people; gone within a day."),
    Holding("dated_setting", "Settings", NOBODY, texts=("value", "reason")),
    Holding("list_item", "Reference lists", NOBODY),
    Holding("region", "Regions", NOBODY),
    Holding("unit", "Units", NOBODY),
    Holding("team", "Teams", NOBODY),
    Holding("signing_certificate", "Certificates that packs are signed with", NOBODY, texts=("pem",)),
)  # fmt: skip
HOLDINGS = {holding.table: holding for holding in _HOLDINGS}
