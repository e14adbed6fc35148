"""Inputs that break things elsewhere: text, numbers, days and times, markup, addresses."""

TEXT = {
    "NUL": "a\0b",
    "C0": "".join(map(chr, range(1, 32))),
    "C1": "".join(map(chr, range(127, 160))),
    "right to left override": "abc\u202edef\u2066ghi\u2069",
    "zero width": "\u200b\u200d\ufeff\u2060",
    "combining marks": "e" + "\u0301" * 200,
    "twins": "\u00e9 e\u0301 \ufb01 \u212b",
    "four bytes": "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001d54f \U00020000",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "separators": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "line ends": "a\r\nb\rc\n\r\nd",
    "only space": " \t\u00a0\u3000",
    "full-width digits": "\uff11\uff12",
    "superscript digit": "²",
    "Arabic digits": "٣٠",
    "SQL": "'; DROP TABLE record; --",
    "SQL always true": "' OR '1'='1",
    "wildcards": "%_\\%",
    "template": "{{7*7}}{% raw %}${7*7}#{7*7}<%= 7*7 %>",
    "format": "{0}{words}{item.__class__}%s%(x)s%n",
    "path": "../../../../etc/passwd",
    "encoded path": "%2e%2e%2f%00%0d%0a",
    "header": "x\r\nSet-Cookie: y=1",
    "log": "x\n{\"level\": \"error\"}\x1b[31m",
    "formula": "=HYPERLINK(\"http://x\",\"y\")",
    "hundred kilobytes": "x" * 100_000,
    "over the limit": "word " * 4_001,
    "two hundred lines": "\n" * 5_000,
}  # fmt: skip
NUMBERS = ("0", "-1", "1e308", "NaN", "Infinity", "0x10", "1_000", "+60", "60.5", " 60 ", "9" * 19, "9" * 5_000,
           "99999999999999999999", "-99999999999999999999", "2147483648", "٣", "½")  # fmt: skip
DAYS = ("0000-00-00", "0001-01-01", "9999-12-31", "1/1/0001", "31/12/9999", "30/2/2026", "29/2/2027", "29/2/2028",
        "31 12 9999", "12/27/2026", "2026-W01-1", "1/1/1999", "28/3/2027", "25/10/2026", "1/1/2029", "31/12/2028",
        "1/1/2020", "31/12/2099", "-1/-1/2026", "٣/٣/2026")  # fmt: skip
TIMES = ("24:00", "25:61", "1:30", "00:00", "23:59", "13pm", "0am", "-1:00", "٣:٠٠")
MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "'><b x='",
    "</textarea><script>alert(1)</script>", "</title><script>alert(1)</script>", "<a href=javascript:alert(1)>x</a>",
    "<div hx-get=/sign-out hx-trigger=load>", "<p data-hx-post=/x hx-on:load=alert(1)>", "<!--<b>-->",
    "<form action=https://evil.example><input name=csrf_token>", "&lt;b&gt;&#60;b&#62;", "<math><mtext></p><style>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<template shadowrootmode=open><b>", "]]><b>", "<scr\0ipt>alert(1)</scr\0ipt>", "\uff1cscript\uff1e",
    "<input autofocus onfocus=alert(1)>", "<body hx-headers='{\"x\": 1}'>", "\" autofocus onfocus=\"alert(1)",
)  # fmt: skip
ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "///evil.example", "https://evil.example", "https:evil",
    "http:/evil.example", "javascript:alert(1)", "data:text/html,x", "/\t/evil.example", "/%09/evil.example", " //evil",
    "/\r\nSet-Cookie: a=b", "//[", "/[", "http://[", "/\u2028/evil", "//evil.example/%2f..", "evil.example", "/.\\evil",
    "\x00//evil.example", "/" + "a" * 5_000, "//\u2100.example", "@evil.example", "?next=//evil.example", "#//evil",
    "%2f%2fevil.example", "////evil.example//", "https:///evil.example", "/\x0b/evil.example",
)  # fmt: skip
HUGE_IDS = ("99999999999999999999", "9223372036854775808", "2147483648", "0", "00", "-1", "٣", "1e3", "1.0", "%00", "1%00",
            "..%2f1", "1;", "1'", "0x1", "9" * 4_400)  # fmt: skip
