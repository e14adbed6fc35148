"""`python -m tests.attacks [PART...]`: what takes longer than a suite may. Exit code 1 if anything was found.

walk: anybody, any link, any form. source: bandit and semgrep with rules of our own. bill: the bill of materials.
scan: wapiti and sqlmap against a demo of the service, signed in as each kind of person. Tools are installed apart, each
in a folder of its own under instance/attack.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from app.config import ROOT
from app.demo.making import PASSWORD

HERE = ROOT / "instance" / "attack"
TOOLS = {"bandit": "bandit==1.9.4", "semgrep": "semgrep==1.182.0", "cyclonedx-py": "cyclonedx-bom==7.5.0",
         "wapiti": "wapiti3==3.2.3", "sqlmap": "sqlmap==1.10.10"}  # fmt: skip
MINUTES = int(os.environ.get("ATTACK_MINUTES", "30"))  # the longest that one scanner takes as one person
PEOPLE = {
    "line manager": "job_role = 'Senior Probation Officer'", "practitioner": "job_role = 'Probation Officer'",
    "administrator": "role = 'admin'", "assurance reader": "role = 'auditor'",
}  # fmt: skip
MODULES = "sql,xss,permanentxss,file,exec,redirect,crlf,ssrf,xxe,csp,http_headers,methods,htaccess"
SEARCHES = ("/people?q=a", "/records?show=led&page=1", "/admin/accounts/?q=a", "/history?q=a&page=1")
SQLMAP = ("--batch", "--smart", "--level=1", "--risk=1", "--disable-coloring", "--ignore-code=401,403,404,422,429")


def tool(name: str) -> Path:
    """The program of a tool, installed if it is not there yet."""
    folder = HERE / name
    program = folder / "bin" / name
    if not program.exists():
        print(f"Installing {TOOLS[name]}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", TOOLS[name]]
        subprocess.run(pip, check=True)
    return program


def run(*command: object, **more: object) -> "subprocess.CompletedProcess[str]":
    """Run a program from the root of the repository and keep what it says."""
    return subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=False, **more)


def walk() -> list[str]:
    """Anybody, any link, any form, for long."""
    test = ["-m", "pytest", "-q", "tests/attacks/test_anybody.py"]
    done = run(sys.executable, *test, env={**os.environ, "ATTACK": "long"})
    return [] if done.returncode == 0 else [done.stdout[-4_000:]]


def source() -> list[str]:
    """What bandit calls grave, and what our own rules find."""
    told = json.loads(run(tool("bandit"), "-q", "-r", "app", "-f", "json").stdout)
    found = [f"{each['filename']}:{each['line_number']} {each['issue_text']}" for each in told["results"]
             if each["issue_severity"] == "HIGH"]  # fmt: skip
    rules = ("scan", "--config", "tests/attacks/rules.yml", "--metrics=off", "--disable-version-check", "--json", "app")
    semgrep = tool("semgrep")
    environment = {**os.environ, "PATH": f"{semgrep.parent}:{os.environ['PATH']}"}
    ours = json.loads(run(semgrep, *rules, env=environment).stdout)
    assert not ours["errors"], ours["errors"][:3]
    return found + [f"{each['path']}:{each['start']['line']} {each['check_id']}" for each in ours["results"]]


def bill() -> list[str]:
    """The bill of materials of what is locked, in artefacts/materials.json."""
    place = ROOT / "artefacts" / "materials.json"
    place.parent.mkdir(exist_ok=True)
    run(tool("cyclonedx-py"), "requirements", "requirements.lock", "--output-reproducible", "-o", place)
    parts = json.loads(place.read_text())["components"]
    print(f"{len(parts)} parts in {place.relative_to(ROOT)}")
    without = [part["name"] for part in parts if not part.get("version")]
    return [f"no version of {name}" for name in without]


@contextmanager
def served() -> Iterator[tuple[str, Path]]:
    """The service with its demo and searches without a limit: its address, and its database."""
    with (
        tempfile.TemporaryDirectory(prefix="oversight-attack-") as folder,
        socket.create_server(("127.0.0.1", 0)) as free,
    ):
        port = free.getsockname()[1]
        free.close()
        database = Path(folder) / "demo.db"
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "INSTANCE_DIR": folder}
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        for command in (["db", "upgrade"], ["demo"]):
            subprocess.run([*flask, *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        ask(database, "INSERT INTO dated_setting (key, value, starts_on, reason, set_by, set_at) VALUES"
                      " ('search.minute_most', '1000', '2026-01-01', '', '', '2026-01-01')")  # fmt: skip
        threads = ["--worker-class", "gthread", "--threads", "8", "--no-control-socket", "--log-level", "critical"]
        command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", *threads]
        log = Path(folder) / "log"
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log.open("w"), stderr=subprocess.STDOUT)
        try:
            wait_for(f"http://127.0.0.1:{port}/sign-in")
            yield f"http://127.0.0.1:{port}", database
            failures = [line for line in log.read_text().splitlines() if '"status": 5' in line]
            for line in failures[:20]:
                print(line)
            assert not failures, f"{len(failures)} requests failed"
        finally:
            process.terminate()
            process.wait(30)


def ask(database: Path, statement: str) -> list[tuple[str, ...]]:
    """Ask the demo's database."""
    from app.database import sqlite_module

    with sqlite_module.connect(str(database)) as connection:
        return list(connection.execute(statement))


def wait_for(address: str) -> None:
    """Wait until the service answers."""
    for _ in range(600):
        try:
            if requests.get(address, timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError("nothing answers")


def cookie_of(address: str, database: Path, who: str) -> str:
    """Sign somebody of this kind in; gives the cookie."""
    rows = ask(database, "SELECT a.email FROM account a LEFT JOIN posting t ON t.person_id = a.person_id"
                         f" WHERE {who} ORDER BY a.id LIMIT 1")  # fmt: skip
    with requests.Session() as browser:
        page = browser.get(f"{address}/sign-in", timeout=30).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        data = {"email": rows[0][0], "password": PASSWORD, "csrf_token": token[1] if token else ""}
        answer = browser.post(f"{address}/sign-in", data=data, allow_redirects=False, timeout=30)
        assert answer.status_code == 303, (who, answer.status_code)
        return "; ".join(f"{each.name}={each.value}" for each in browser.cookies)


def scan() -> list[str]:
    """Wapiti over every link, and sqlmap over every search and every form, as each kind of person."""
    found = []
    with served() as (address, database), tempfile.TemporaryDirectory() as folder:
        for name, who in PEOPLE.items():
            cookie = cookie_of(address, database, who)
            print(f"Scanning as a {name}", flush=True)
            told = Path(folder) / "wapiti.json"
            run(tool("wapiti"), "-u", f"{address}/", "--scope", "domain", "-H", f"Cookie: {cookie}", "-m", MODULES,
                "-x", f"{address}/sign-out", "--flush-session", "--max-scan-time", MINUTES * 30,
                "--max-attack-time", MINUTES * 30 // len(MODULES.split(",")),
                "-f", "json", "-o", told, "--no-bugreport")  # fmt: skip
            report = json.loads(told.read_text())
            weak = [*report["vulnerabilities"].items(), *report["anomalies"].items()]
            found += [f"{name}, wapiti: {kind}: {each['path']} {each['info']}" for kind, all_ in weak for each in all_]
            print(f"  wapiti: {report['infos'].get('crawled_pages_nbr', '?')} pages", flush=True)
            found += injected(address, cookie, name, Path(folder))
    return found


def injected(address: str, cookie: str, name: str, folder: Path) -> list[str]:
    """What sqlmap could inject into."""
    found = []
    asks = [*(("-u", address + path) for path in SEARCHES), ("-u", f"{address}/", "--forms", "--crawl=1")]
    for which in asks:
        try:
            said = run(tool("sqlmap"), *which, *SQLMAP, f"--cookie={cookie}", "--csrf-token=csrf_token",
                       "--crawl-exclude=sign-out", f"--output-dir={folder}", timeout=MINUTES * 60).stdout  # fmt: skip
        except subprocess.TimeoutExpired:
            print(f"  sqlmap: {which[1]} was not finished in {MINUTES} minutes", flush=True)
            continue
        found += [f"{name}, sqlmap: {which[1]}: {line}" for line in said.splitlines() if "is vulnerable" in line
                  or "appears to be injectable" in line or "identified the following injection" in line]  # fmt: skip
    print(f"  sqlmap: {len(asks)} targets", flush=True)
    return found


PARTS: dict[str, Callable[[], list[str]]] = {"source": source, "bill": bill, "walk": walk, "scan": scan}


def main(wanted: list[str]) -> int:
    """Run these parts, or all; 1 if anything was found."""
    found = []
    for part in wanted or PARTS:
        print(f"\n{part}", flush=True)
        began, here = time.monotonic(), PARTS[part]()
        print(f"{len(here)} findings in {time.monotonic() - began:.0f} s", flush=True)
        for each in here:
            print(f"  {each}", flush=True)
        found += here
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
