"""The rules of the house: what a reviewer would otherwise have to say every time."""

import ast
import hashlib
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from app.config import ENVIRONMENT, ROOT
from app.policy import access

APP = sorted(path for path in (ROOT / "app").rglob("*.py") if "migrations" not in path.parts)
MODULES = [*APP, *sorted((ROOT / "tests").rglob("*.py"))]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]
# Routes that are nobody's page: Flask's own, and the ones a load balancer asks.
NOT_OURS: set[str] = set()
# Text that is safe because our own code made it, and each place says how.
MAY_SAY_SAFE: set[str] = set()
TOP_LEVEL = {
    ".ci", ".gitignore", "Makefile", "README.md", "app", "instance", "pyproject.toml", "requirements-dev.lock",
    "requirements.lock", "static", "templates", "tests", "wsgi.py",
}  # fmt: skip


def name(path: Path) -> str:
    """How a file is called in a report."""
    return str(path.relative_to(ROOT))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module."""
    tree = ast.parse(path.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from its name to its end, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    doc = (function.body[0].end_lineno or 0) - function.body[0].lineno + 1 if body is not function.body else 0
    return (function.end_lineno or 0) - function.lineno + 1 - doc


def views(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions of a module that answer a route."""
    return [
        function
        for function in functions(path)
        if any(re.match(r"\w*bp\.(get|post|route)\b", ast.unparse(mark)) for mark in function.decorator_list)
    ]


# Access


def test_every_route_says_who_may_come_in(shape: Flask):
    unguarded = {rule for rule, view in shape.view_functions.items() if not hasattr(view, "permission")}
    assert unguarded - NOT_OURS == set()


def test_every_permission_guards_a_route(shape: Flask):
    used = {view.permission for view in shape.view_functions.values() if hasattr(view, "permission")}
    assert set(access.MAY) - used == set()
    assert used - set(access.MAY) - {access.OPEN} == set()


def test_every_role_in_the_table_of_permissions_exists():
    assert set().union(*access.MAY.values()) == set(access.ROLES)


def test_a_form_without_its_token_changes_nothing(app: Flask):
    app.config["WTF_CSRF_ENABLED"] = True
    posts = [rule for rule in app.url_map.iter_rules() if {"POST", "PUT", "PATCH", "DELETE"} & rule.methods]
    assert posts
    for rule in posts:
        values = dict.fromkeys(rule.arguments, 1)
        with app.test_request_context():
            address = rule.build(values, append_unknown=False)
        assert address is not None, rule
        answer = app.test_client().post(address[1], data={"csrf_token": "forged"})
        # The draft page's own script learns from 401 that the session has ended, before anything is looked at.
        assert answer.status_code in (400, 401, 303), (rule.rule, answer.status_code)
        if answer.status_code == 303:
            assert "/sign-in" in answer.headers["Location"], (rule.rule, answer.headers["Location"])


# Python


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_opens_with_what_it_is_for(path: Path):
    assert (ast.get_docstring(ast.parse(path.read_text())) or "").strip()


@pytest.mark.parametrize("path", APP, ids=name)
def test_a_module_and_its_functions_are_short(path: Path):
    assert len(path.read_text().splitlines()) <= 300
    assert [(function.name, length(function)) for function in functions(path) if length(function) > 40] == []


@pytest.mark.parametrize("path", [path for path in APP if views(path)], ids=name)
def test_a_view_reads_does_one_thing_and_answers(path: Path):
    assert [(view.name, length(view)) for view in views(path) if length(view) > 20] == []


@pytest.mark.parametrize("path", [path for path in APP if path.name == "actions.py"], ids=name)
def test_an_action_leaves_the_commit_to_its_caller(path: Path):
    assert ".commit(" not in path.read_text()


@pytest.mark.parametrize("path", APP, ids=name)
def test_the_app_never_fills_rows_or_templates_from_what_is_sent(path: Path):
    text = path.read_text()
    for word in ("populate_obj", "render_template_string", "from_string(", "Markup(f", "shell=True", "pickle"):
        assert word not in text, word


def test_what_a_page_asks_by_itself_keeps_no_sign_in_alive():
    asked = [tag for path in TEMPLATES for tag in re.findall(r"<[^>]*hx-trigger=\"every [^>]*>", path.read_text())]
    assert asked
    assert [tag for tag in asked if "X-Passive" not in tag] == []


@pytest.mark.parametrize("path", [*MODULES, *TEMPLATES, *(ROOT / "static").glob("*.*s")], ids=name)
def test_nothing_is_left_for_later(path: Path):
    unfinished = r"\b(TODO|FIXME|XXX|HACK|coming soon|lorem ipsum)\b|pytest\.(mark\.)?(skip|xfail)"
    # Where a machine cannot mount a disk or bend a clock, tests/faults says so through one function.
    assert path.name in ("test_house.py", "machine.py") or re.findall(unfinished, path.read_text()) == []


def test_folders_say_what_they_are_about():
    vague = {"utils", "helpers", "common", "services", "misc", "lib"}
    assert [name(path) for path in APP if vague & {*path.parts, path.stem}] == []


def test_a_slice_has_one_name_in_every_tree():
    slices = {path.stem for path in (ROOT / "app").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    own = {"base", "macros", "errors", "print"}
    assert {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()} - own - slices == set()
    of_tests = {"access", "attacks", "bench", "corpus", "faults", "journeys", "load"}
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders - of_tests - slices == set()


def test_every_setting_of_the_environment_says_what_it_means():
    readme = (ROOT / "README.md").read_text()
    assert [setting.name for setting in ENVIRONMENT if not setting.meaning or setting.name not in readme] == []


# Templates


# What is printed has filters of its own, and is compiled whenever a pack is made.
@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.parent.name != "print"], ids=name)
def test_a_template_compiles(path: Path, shape: Flask):
    shape.jinja_env.get_template(str(path.relative_to(ROOT / "templates")))


# Never served: people open it from a disk, where it reaches no stylesheet of ours.
OPENED_FROM_DISK = {"copy.html"}


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_script_style_or_way_around_escaping(path: Path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    text = text.replace("<style>", "", path.name in OPENED_FROM_DISK)
    assert re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|\bjs:|hx-vars", text) == []
    assert [script for script in re.findall(r"<script\b[^>]*>", text) if "src=" not in script] == []
    safe = {f"{path.name}: {what}" for what in re.findall(r"(\S+)\s*\|\s*safe\b", text)}
    assert safe - MAY_SAY_SAFE == set()
    assert "autoescape" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_names_no_other_host(path: Path):
    assert re.findall(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//[^\"']*", path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_form_that_changes_something_carries_its_token(path: Path):
    text = path.read_text()
    forms = re.findall(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", text, flags=re.DOTALL | re.IGNORECASE)
    assert [form[:90] for form in forms if "csrf_field()" not in form and "csrf_token" not in form] == []


def offered_blocks() -> list[tuple[str, str]]:
    """Each (template, block) that a view offers to HTMX."""
    found = set()
    for path in APP:
        for call in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "page" and call.args):
                continue
            for keyword in call.keywords:
                if keyword.arg == "blocks" and isinstance(call.args[0], ast.Constant):
                    found |= {(call.args[0].value, block) for block in ast.literal_eval(keyword.value)}
    return sorted(found)


@pytest.mark.parametrize(("template", "block"), offered_blocks())
def test_a_block_offered_to_htmx_exists_brings_its_macros_and_is_its_own_target(
    template: str, block: str, shape: Flask
):
    source = (ROOT / "templates" / template).read_text()
    tree = shape.jinja_env.parse(source)
    found = [node for node in tree.find_all(nodes.Block) if node.name == block]
    assert found, f"{template} has no block {block}"
    top = {
        alias if isinstance(alias, str) else alias[1]
        for node in tree.body
        if isinstance(node, nodes.FromImport)
        for alias in node.names
    } | {node.target for node in tree.body if isinstance(node, nodes.Import)}
    used = {node.name for node in found[0].find_all(nodes.Name) if node.ctx == "load"}
    own = {
        alias if isinstance(alias, str) else alias[1]
        for node in found[0].find_all(nodes.FromImport)
        for alias in node.names
    } | {node.target for node in found[0].find_all(nodes.Import)}
    assert used & top - own == set(), "a block rendered alone does not see imports at the top of the file"
    assert re.search(rf"id=[\"']{block}[\"']", source), f"no element has the id {block}"


# What is committed


@pytest.mark.parametrize("path", LOCKS, ids=name)
def test_a_lock_file_pins_hashes_and_names_no_host(path: Path):
    text = path.read_text()
    assert "://" not in text
    assert not re.search(r"(^|\s)(-i|-f|--index-url|--extra-index-url|--find-links)\b", text)
    pins = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
    assert pins
    assert [pin for pin in pins if "==" not in pin] == []
    assert len(re.findall(r"==[^\n]*\\\n\s+--hash=sha256:", text)) == len(pins)


def test_the_lock_file_holds_every_declared_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for lock, declared in (
        (LOCKS[0], project["project"]["dependencies"]),
        (LOCKS[1], project["project"]["dependencies"] + project["dependency-groups"]["dev"]),
    ):
        pinned = set(re.findall(r"^([a-z0-9_.-]+?)(?:\[[^]]*\])?==", lock.read_text(), flags=re.MULTILINE))
        wanted = {re.match(r"[A-Za-z0-9_.-]+", line).group().lower().replace("_", "-") for line in declared}
        assert wanted - pinned == set()


def test_vendored_files_are_what_their_list_says():
    static = ROOT / "static"
    packages = json.loads((static / "vendor" / "VENDOR.json").read_text())
    recorded = {file: digest for package in packages for file, digest in package["files"].items()}
    held = {
        str(path.relative_to(static)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("vendor", "fonts")
        for path in (static / folder).rglob("*")
        if path.is_file() and path.name != "VENDOR.json"
    }
    assert held == recorded


def committed() -> list[str]:
    """Every file of the repository, as git knows it."""
    return subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def test_the_top_level_stays_as_it_is():
    assert {file.split("/")[0] for file in committed()} - TOP_LEVEL == set()


def test_no_file_names_a_machine_or_a_registry():
    paths = re.compile(r"/wor" r"k/|/home/[a-z]|/Use" r"rs/|\.pyenv|/simp" r"le/|registry\.npm")
    found = []
    for file in committed():
        path = ROOT / file
        if path.suffix in (".py", ".html", ".css", ".md", ".toml", ".lock", ".js", "") and path.name != "test_house.py":
            found += [file for line in path.read_text(errors="replace").splitlines() if paths.search(line)]
    assert sorted(set(found)) == []
