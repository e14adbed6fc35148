"""What travels inside a pack's file as data: the manifest, and what proves the answers shown."""

from typing import Any

from app.evidence.contents.pack import Pack


def manifest(pack: Pack) -> dict[str, Any]:
    """What the file holds: each record with its fingerprint, and the digest of the whole. The press adds the pages."""
    return {
        "format": 1,
        "pack_digest": pack.digest,
        "check_code": pack.check_code,
        "person": pack.name,
        "period": [pack.starts_on.isoformat(), pack.ends_on.isoformat()],
        "made_at": pack.made_at.isoformat(timespec="seconds"),
        "made_by": pack.made_by,
        "years": [
            {
                "year": [year.first.isoformat(), year.last.isoformat()],
                "sessions": {"complete": year.complete, "asked": year.asked},
                "after_observation": {"complete": year.observed, "asked": year.asked_observed},
            }
            for year in pack.years
        ],
        "order": pack.order,
        "has_statement": bool(pack.statement),
        "kept_passages": sum(entry.kept for entry in pack.entries),
        "standards": [
            {"code": each.code, "standard": each.label, "records": list(each.numbers), "is_gap": each.is_gap}
            for each in pack.standards
        ],
        "records": [
            {
                "record": entry.record_id,
                "number": number,
                "kind": entry.kind_name,
                "happened_on": entry.happened_on.isoformat(),
                "fingerprint": entry.fingerprint,
                "kept_passages": entry.kept,
            }
            for number, entry in enumerate(pack.entries, 1)
        ],
    }


def disclosures(pack: Pack) -> list[dict[str, Any]]:
    """The shown answers with their salts, and the digests of all that is left out or masked; one item a record."""
    return [
        {
            "record": entry.record_id,
            "fingerprint": entry.fingerprint,
            "signatures": [[signed.name, signed.capacity, signed.at.isoformat()] for signed in entry.signatures],
            **entry.disclosure,
        }
        for entry in pack.entries
    ]
