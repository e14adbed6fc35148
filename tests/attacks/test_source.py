"""What the source itself may not hold: ways to run what somebody sent, statements put together, secrets."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

from app.config import ROOT

APP = sorted(path for path in (ROOT / "app").rglob("*.py") if "migrations" not in path.parts)
# Statements put together from our own words, names of tables and of settings, never from what somebody sends.
OWN_WORDS = {
    "app/auth/sessions.py", "app/database.py", "app/estate/loading.py", "app/estate/making.py",
    "app/history/protect.py", "app/jobs.py", "app/operations/copying.py", "app/operations/doctor/database.py",
    "app/operations/metrics.py",
}  # fmt: skip
# What one process of ours packs for another, in memory.
PACKED = {"app/estate/loading.py": ["marshal.loads"], "app/estate/making.py": ["marshal.loads"]}
FORBIDDEN = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.spawnl", "pickle.loads", "pickle.load",
    "marshal.loads", "shelve.open", "yaml.load", "yaml.unsafe_load", "tempfile.mktemp", "jsonpickle.decode",
    "render_template_string", "flask.render_template_string", "subprocess.getoutput", "subprocess.getstatusoutput",
    "hashlib.md5", "hashlib.sha1", "random.random", "random.choice", "random.randint", "random.getrandbits",
    "ssl._create_unverified_context", "etree.parse", "xml.sax.parse", "Markup.format_map", "request.get_json",
}  # fmt: skip
SECRET = re.compile(r"(token|secret|csrf|signature|mac)(_hash)?(\(\))?$")


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call with what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def runs_what_is_sent(tree: ast.AST) -> list[str]:
    """Calls that may run, open or unpack what somebody sent."""
    found = [what for _, what in calls(tree) if what in FORBIDDEN or what.endswith(".populate_obj")]
    for call, what in calls(tree):
        named = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        if named.get("shell") == "True" or named.get("verify") == "False" or named.get("autoescape") == "False":
            found.append(what)
        if "request." in named.get(None, ""):
            found.append(f"{what}(**{named[None]})")
    return found


def put_together(tree: ast.AST) -> list[str]:
    """Statements for the database made of pieces."""
    found = []
    for call, what in calls(tree):
        name = what.rpartition(".")[2]
        is_text = what in ("text", "db.text", "sa.text", "sqlalchemy.text")
        if not (is_text or name in ("execute", "exec_driver_sql", "executescript")) or not call.args:
            continue
        said = call.args[0]
        pieces = isinstance(said, ast.JoinedStr | ast.BinOp) or (
            isinstance(said, ast.Call) and ast.unparse(said.func).endswith(".format")
        )
        if pieces:
            found.append(f"{what} line {call.lineno}")
    return found


def compared_in_the_open(tree: ast.AST) -> list[str]:
    """Secrets compared letter by letter, which tells by the time it takes how many were right."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            sides = (node.left, node.comparators[0])
            plain = any(isinstance(side, ast.Constant) for side in sides)
            column = any(
                re.match(r"[A-Z]\w*\.", ast.unparse(side)) or ast.unparse(side).startswith("s.") for side in sides
            )
            if not plain and not column and any(SECRET.search(ast.unparse(side)) for side in sides):
                found.append(ast.unparse(node))
    return found


# What row.token_hash says is a hash: who can choose its letters already holds the token.
HASHES = {"row.token_hash != hash_"}


def test_nothing_that_is_sent_is_run_or_unpacked():
    found = {str(path.relative_to(ROOT)): kept for path in APP if (kept := runs_what_is_sent(read(path)))}
    assert {path: kept for path, kept in found.items() if kept != PACKED.get(path)} == {}


def test_no_statement_is_put_together_from_what_is_sent():
    found = {str(path.relative_to(ROOT)): made for path in APP if (made := put_together(read(path)))}
    assert {path: made for path, made in found.items() if path not in OWN_WORDS} == {}


def test_secrets_are_compared_in_the_same_time_whatever_they_are():
    found = {path.name: kept for path in APP if (kept := set(compared_in_the_open(read(path))) - HASHES)}
    assert found == {}


def read(path: Path) -> ast.AST:
    """The source as a tree."""
    return ast.parse(path.read_text())


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (runs_what_is_sent, "eval(x)"),
        (runs_what_is_sent, "form.populate_obj(row)"),
        (runs_what_is_sent, "Record(**request.form)"),
        (runs_what_is_sent, "subprocess.run(x, shell=True)"),
        (runs_what_is_sent, "requests.get(x, verify=False)"),
        (put_together, "db.session.execute(text(f'SELECT {x}'))"),
        (put_together, "connection.execute('SELECT ' + x)"),
        (put_together, "connection.exec_driver_sql('SELECT %s' % x)"),
        (put_together, "text('SELECT {}'.format(x))"),
        (compared_in_the_open, "if token == given: pass"),
    ],
)
def test_each_rule_bites(rule: Callable[[ast.AST], list[str]], source: str):
    assert rule(ast.parse(source))


# Passwords by their names are the business of ruff (S105 to S107), which knows what is none.
DETECTORS = (
    "ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "DiscordBotTokenDetector",
    "GitHubTokenDetector", "GitLabTokenDetector", "JwtTokenDetector", "MailchimpDetector", "NpmDetector",
    "OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector",
    "SquareOAuthDetector", "StripeDetector", "TwilioKeyDetector",
)  # fmt: skip
# Looked at one by one: no secret of anybody's stands there.
AUDITED = {
    ("Basic Auth Credentials", "app/operations/examples/"): "PASSWORD stands where one goes",
}
PLAIN = (".py", ".md", ".toml", ".cfg", ".ini", ".yml", ".yaml", ".service", ".env", ".sh", "")


def secrets_in(files: list[str]) -> set[tuple[str, str]]:
    """What looks like a secret: its kind and the file."""
    with transient_settings({"plugins_used": [{"name": name} for name in DETECTORS]}):
        return {(each.type, file) for file in files for each in scan_file(str(ROOT / file))}


def test_the_repository_holds_no_secret():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [file for file in listed.splitlines() if Path(file).suffix in PLAIN and (ROOT / file).is_file()]
    own = [
        file
        for file in files
        if not file.startswith(("tests/", "static/vendor/", "app/policy/")) and not file.endswith(".lock")
    ]
    found = secrets_in(own)
    assert {
        each for each in found if not any(each[0] == kind and each[1].startswith(to) for kind, to in AUDITED)
    } == set()


def test_a_secret_would_be_found(tmp_path: Path):
    key = "-----BEGIN RSA " + "PRIVATE KEY-----"
    (tmp_path / "key.py").write_text(f'KEY = """{key}\nabc\n"""\nAWS = "AKIA{"ABCDEFGHIJKLMNOP"}"\n')
    with transient_settings({"plugins_used": [{"name": name} for name in DETECTORS]}):
        kinds = {each.type for each in scan_file(str(tmp_path / "key.py"))}
    assert {"Private Key", "AWS Access Key"} <= kinds


def test_no_script_of_ours_keeps_anything_in_the_browser_or_writes_markup():
    keeps = re.compile(r"localStorage|sessionStorage|indexedDB|caches\.|document\.cookie|serviceWorker")
    writes = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    found = {path.name: keeps.findall(path.read_text()) + writes.findall(path.read_text())
             for path in (ROOT / "static").glob("*.js")}  # fmt: skip
    assert len(found) >= 2
    assert {name: said for name, said in found.items() if said} == {}
