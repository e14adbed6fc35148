"""What looks like somebody's address: a house number and street, a flat, a house by its name, a street of homes.

Streets that every town has for its shops and buses, and courts that try cases, tell nobody where somebody lives.
"""

import re

ADDRESS = "address"


def _either_case(words: str) -> str:
    """Alternatives as written and in capitals."""
    return "|".join(f"{word}|{word.upper()}" for word in words.split())


# Every repetition has an upper bound, so that no text takes longer than its length deserves.
_STREETS = _either_case("Road Rd Street Lane Avenue Ave Crescent Terrace Grove Gardens Mews")
_ENDINGS = f"{_STREETS}|" + _either_case(
    "St Ln Cres Terr Close Cl Drive Dr Gdns Place Pl Way Court Ct Square Sq Row Walk Rise Hill View Park Green Parade"
    " Buildings House Mansions Quay Wharf Gate Vale Bank Croft Fold Path Embankment Circus Esplanade Meadow Meadows"
    " Yard Broadway Villas Cottages Estate Common Heights Orchard Lodge Point Tower Towers Fields Mount Dene Garth Wynd"
)
_HOUSES = _either_case(
    "House Cottage Rectory Farm Lodge Vicarage Barn Mill Bungalow Villa Hall Manor Grange Court Tower Point Heights"
)
_BY_A_COURT = "Crown|Magistrates['’]?|County|High|Supreme|Youth|Family|Probation|CROWN|MAGISTRATES['’]?|COUNTY"
# After a number these make a day, a length of time or a count: 14 July, 12 Week.
_COUNTED = (
    "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    "|Sept?|Oct|Nov|Dec|Days?|Weeks?|Months?|Years?|Hours?|Minutes?|Sessions?|Way|Part|Steps?"
)
_NOT_A_HOME = (
    r"(?!(?:High|Main|Ring|Bus|Memory|Fast|Slow|Inside|Outside|Coronation|Sesame|Wall|Downing|Fleet|Quality|One|The|A|An"
    r"|This|That|Each|Every|Long|Hard|Cycle|Abbey)\s(?:Road|Street|Lane|Terrace)\b)"
)
_BIG = r"[A-Z][\w'’.-]{0,20}"
_NUMBER = r"\d{1,4}[A-Za-z]?(?:\s?[-/&]\s?\d{1,4}[A-Za-z]?)?,?"
_FLAT = rf"(?:{_either_case('Flat Apartment Apt Unit Room Plot Fflat')}|flat)\s?\d{{1,4}}[A-Za-z]?"
_LITTLE_STREET = r"(?:road|rd|street|st|lane|avenue|ave|crescent|terrace|close|drive|grove|gardens|way)\b"
_WELSH = r"(?:Heol|Ffordd|Stryd|Lôn|Rhodfa|Clos|Teras|Rhes|Gerddi)"
_LIVES = (
    r"\b(?:(?:live[sd]?|living|stay(?:s|ed|ing)?|resid(?:es|ed|ing|ent)|address)(?:\sis)?(?:\s(?:at|in)|:)"
    r"|byw\s(?:yn|ym))\s"
)

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (ADDRESS, re.compile(
        rf"\b(?:c/o\s)?(?:{_FLAT},?\s(?:(?:{_BIG}\s?){{1,3}},\s)?)?(?<!\w)(?<!\d[./:-]){_NUMBER}\s"
        rf"(?!(?:{_BY_A_COURT}|{_COUNTED})\s)(?:{_BIG}\s){{1,4}}(?<!Crown\s)(?<!County\s)(?<!Court\s)(?:{_ENDINGS})\b")),
    (ADDRESS, re.compile(rf"(?<!\w){_NUMBER}\s(?:{_WELSH}|Maes|Cae|Bryn|Tan|Pen|Llys|Parc|Trem)"
     r"(?:[ -](?:y|yr|uchaf|isaf|newydd|[A-Z][\w'’]{0,20})){1,4}")),
    (ADDRESS, re.compile(
        rf"\b(?:The\s)?(?:{_BIG}\s){{1,3}}(?:{_HOUSES}),\s(?:{_BIG}\s){{1,3}}(?:{_ENDINGS})\b")),
    (ADDRESS, re.compile(rf"\b{_FLAT},?\s(?!\d)(?:{_BIG}\s){{1,3}}(?:{_HOUSES})\b")),
    (ADDRESS, re.compile(rf"\b(?:at|to|of|from|is|in|near|outside|address:?)\s(?P<it>\d{{1,4}}[a-z]?\s"
     rf"(?!(?:on|in|the|a|of|per|to|from|at|and|minutes|hours|days|people)\b)(?:[a-z'’]{{2,20}}\s){{1,2}}"
     rf"{_LITTLE_STREET})")),
    (ADDRESS, re.compile(rf"\b{_NOT_A_HOME}(?:(?!(?:The|In|On|At|To|From|Of|And)\s){_BIG}\s){{1,3}}"
     rf"(?<!High\s)(?<!Main\s)(?<!Ring\s)(?:{_STREETS})\b")),
    (ADDRESS, re.compile(rf"\b{_WELSH}(?:[ -](?:y|yr|[A-Z][\w'’]{{1,20}})){{1,3}}(?<!Stryd Fawr)")),
    (ADDRESS, re.compile(rf"{_LIVES}(?P<it>(?:{_BIG}\s){{1,3}}(?:{_HOUSES}))\b")),
    (ADDRESS, re.compile(r"\bP\.?O\.? Box \d{1,6}\b", re.IGNORECASE)),
)  # fmt: skip
