"""What the pages hold that both we and the comparator serve: a form with errors, a list, and answers to check."""

from typing import Any

YES_NO = [["yes", "Yes"], ["no", "No"]]
PLACES = [["office", "Office"], ["prison", "Prison"], ["court", "Court"], ["video", "By video"]]
HINT = "Say what happened, and what you thought of it at the time."


def _field(number: int, kind: str, label: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": f"field_{number}", "label": label, "hint": HINT if kind == "text" else "",
            "error": f"Enter {label.lower()}", "value": "", **more}  # fmt: skip


FIELDS = [
    _field(1, "date", "Day of the session"), _field(2, "line", "Time it started"), _field(3, "line", "Length"),
    _field(4, "select", "Place", choices=PLACES), _field(5, "radios", "Protected time", choices=YES_NO),
    _field(6, "line", "Reason if it was not"), _field(7, "text", "What happened"), _field(8, "text", "What you felt"),
    _field(9, "text", "What was good and bad about it"), _field(10, "text", "What else could be done"),
    _field(11, "text", "What will be done next"), _field(12, "text", "Strengths seen"),
    _field(13, "checkboxes", "Skills used", choices=[[f"s{n}", f"Skill number {n}"] for n in range(8)]),
    _field(14, "radios", "Live risk", choices=YES_NO), _field(15, "date", "Day of the next session"),
]  # fmt: skip
STATES = (("Waiting", "amber"), ("Overdue", "red"), ("Signed", ""))
ROWS = [{"name": f"Practitioner {n} Throckmorton", "url": f"/people/{n}", "what": "Session of 4 June 2026",
         "due": f"{n + 1} July 2026", "state": STATES[n % 3][0], "tone": STATES[n % 3][1]}
        for n in range(25)]  # fmt: skip
ANSWERS = [[f"Question number {n}", f"What was answered to question number {n}, in a sentence.", "Change", f"#f{n}"]
           for n in range(25)]  # fmt: skip
SAMPLES: dict[str, dict[str, Any]] = {
    "form": {"fields": FIELDS}, "list": {"rows": ROWS}, "check": {"answers": ANSWERS},
}  # fmt: skip
