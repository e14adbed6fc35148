"""What the service carries from elsewhere is what was fetched."""

import hashlib
import json
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"


def _files() -> dict[str, str]:
    ledger = json.loads((STATIC / "vendor" / "VENDOR.json").read_text())
    return {name: sha256 for package in ledger for name, sha256 in package["files"].items()}


def test_every_vendored_file_is_the_one_that_was_fetched():
    for name, sha256 in _files().items():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == sha256, name


def test_nothing_else_lies_among_the_vendored_files():
    lying = {f"{folder}/{file.name}" for folder in ("vendor", "fonts") for file in (STATIC / folder).iterdir()}
    assert lying - {"vendor/VENDOR.json"} == set(_files())
