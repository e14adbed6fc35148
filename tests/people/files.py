"""Files as HR systems export them, made from rows."""

import csv
import io
from typing import Any

from app.people import demo

STAFF, ABSENCES = (path.read_bytes() for path in demo.FILES)
HEAD = (
    "staff_number", "name", "email", "job_role", "function", "weekly_hours", "team", "delivery_unit", "region",
    "line_manager_number", "role_start_date", "contract_end_date", "pqip_start", "pqip_end",
    "core_curriculum_completed", "probation_passed", "role_learning_completed", "nsd_posting_start",
    "legacy_oasys_role",
)  # fmt: skip
Row = dict[str, Any]


def row(number: str, called: str, manager: str = "1", **given: Any) -> Row:
    """A probation officer under number 1, unless said."""
    return {
        "staff_number": number,
        "name": called,
        "email": f"{called.lower().replace(' ', '.')}@justice.example",
        "job_role": "Probation Officer",
        "function": "Sentence management",
        "weekly_hours": "37",
        "team": "Team A",
        "delivery_unit": "North Westshire",
        "region": "Westshire",
        "line_manager_number": manager,
        "role_start_date": "01/02/2024",
        **given,
    }


def efua(**given: Any) -> Row:
    """The head of the unit, number 1, at the top."""
    return row("1", "Efua Cholmondeley", "", **{"job_role": "PDU Head", **given})


def isla(**given: Any) -> Row:
    """A line manager, number 2, under the head."""
    return row("2", "Isla Mbeki", "1", **{"job_role": "Senior Probation Officer", **given})


def lowri(**given: Any) -> Row:
    """A practitioner, number 3, under the line manager."""
    return row("3", "Lowri Throckmorton", "2", **given)


def staff(*rows: Row, head: tuple[str, ...] = HEAD, separator: str = ",", line_end: str = "\r\n") -> bytes:
    """The rows as a file in UTF-8."""
    out = io.StringIO()
    writer = csv.DictWriter(out, head, delimiter=separator, lineterminator=line_end, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def absences(*rows: tuple[str, str, str, str]) -> bytes:
    """The absences as a file: staff number, type, start, end."""
    lines = ["staff_number,type,start,end", *(",".join(each) for each in rows)]
    return "\r\n".join(lines).encode()
