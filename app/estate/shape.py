"""How large an estate is, and which columns of which tables it fills, in the order of its rows."""

from dataclasses import dataclass

TEAM, PDU, REGION, NATIONAL = "team", "pdu", "region", "national"


@dataclass(frozen=True)
class Size:
    """Regions, delivery units, line managers and practitioners, shared out evenly."""

    regions: int
    units: int
    managers: int
    practitioners: int


SIZES = {
    TEAM: Size(1, 1, 2, 15),
    PDU: Size(1, 1, 14, 104),
    REGION: Size(1, 9, 124, 935),
    NATIONAL: Size(12, 108, 1_481, 11_219),
}

# Tables in the order they are filled; the columns of each in the order of its rows.
COLUMNS: dict[str, tuple[str, ...]] = {
    "region": ("id", "name"),
    "unit": ("id", "name", "region_id"),
    "team": ("id", "name", "unit_id"),
    "person": ("id", "staff_number", "name", "email", "left_on", "has_left"),
    "posting": ("id", "person_id", "job_role", "function", "weekly_hours", "team_id", "line_manager_id", "starts_on",
                "ends_on", "role_since"),
    "absence": ("id", "person_id", "type", "starts_on", "ends_on"),
    "fact": ("id", "person_id", "kind", "text", "starts_on", "ends_on"),
    "account": ("id", "email", "name", "role", "person_id", "password_hash", "failed_count", "created_at", "is_demo"),
    "register_entry": ("id", "person_id", "starts_on", "status", "number", "renewal_on", "authority", "reason",
                       "source", "entered_by", "entered_at"),
    "role_decision": ("id", "person_id", "verb", "criterion", "decided_at", "effective_at", "settles_on", "review_on",
                      "reason_code", "reason", "discussed", "decided_by_id", "decided_by", "entered_by_id", "asked_by"),
    "role_change": ("id", "person_id", "effective_at", "recorded_at", "old_role", "new_role", "criteria",
                    "decision_id", "asked_by", "decided_by", "entered_by_id", "reason", "review_on", "discussed"),
    "role_applied": ("id", "change_id", "applied_at", "applied_by_id", "applied_by"),
    "record": ("id", "kind", "version", "state", "subject_id", "lead_id", "lead_capacity", "planned_at", "happened_on",
               "shared_at", "since", "due_on", "snapshot_id", "locked_at", "closed_reason", "turn", "follows_id",
               "logged_on", "logged_by", "logged_reference", "void_reason"),
    "snapshot": ("id", "record_id", "body", "fingerprint", "made_at"),
    "signature": ("id", "record_id", "snapshot_id", "part", "person_id", "name", "for_name", "capacity", "meaning",
                  "comment", "disagrees", "signed_at", "fingerprint"),
    "answer": ("id", "record_id", "part", "key", "text", "revision", "saved_at", "saved_by"),
    "action": ("id", "record_id", "subject_id", "owner_id", "text", "due_on", "state", "is_live_risk", "agreed_at",
               "done_on", "confirmed_by", "closed_at", "outcome"),
    "evidence_tag": ("id", "record_id", "code", "tagged_by", "tagged_at"),
    "learning_done": ("id", "record_id", "person_id", "course", "title", "type", "done_on", "expires_on", "minutes"),
    "learning_asked": ("id", "person_id", "course", "title", "required_for", "due_on", "asked_by_id", "asked_by",
                       "asked_at", "record_id", "dropped_by", "drop_reason"),
    "countersign_item": ("id", "kind", "author_id", "case_reference", "state", "round", "why", "opened_at",
                         "first_signed_at", "since", "due_on", "clock", "parked_reason", "closed_at"),
    "countersign_typed": ("id", "item_id", "person_id", "round", "key", "text", "revision", "saved_at", "saved_by"),
    "countersign_round": ("id", "item_id", "number", "author_id", "author", "job_role", "role", "is_required", "why",
                          "body", "fingerprint", "signed_at"),
    "countersign_decision": ("id", "item_id", "round", "part", "verdict", "person_id", "name", "for_name", "capacity",
                             "authority", "meaning", "body", "fingerprint", "of_fingerprint", "signed_at"),
    "countersign_point": ("id", "decision_id", "item_id", "author_id", "number", "section", "learning", "raised_at"),
    "recall": ("id", "item_id", "licence_from", "considered_at", "decision", "decided_at", "agreed_at",
               "rationale_at", "sent_at"),
    "notice": ("id", "person_id", "code", "thing_id", "whose", "words", "is_urgent", "told_at", "read_at",
               "mailed_at"),
    "coverage": ("id", "person_id", "year_start", "asked", "asked_observed", "complete", "observed", "incomplete",
                 "booked", "behind", "outstanding", "level", "next_at", "since", "worked_out_on"),
    "event": ("id", "at", "verb", "thing", "thing_id", "subject_id", "actor_id", "actor", "capacity", "for_name",
              "reason", "origin", "session_id", "seal", "previous", "hash"),
}  # fmt: skip
