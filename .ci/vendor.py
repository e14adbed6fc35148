"""Copy the browser files this service carries out of their npm packages, and write down what they are.

Needs npm, once, when a version changes: `python .ci/vendor.py`. Its output is committed, so that neither building
nor running the service needs Node.
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parent.parent / "static"


def _faces(family: str) -> dict[str, str]:
    return {
        f"files/{family}-{subset}-{weight}-normal.woff2": f"fonts/{family}-{subset}-{weight}.woff2"
        for subset in ("latin", "latin-ext")
        for weight in (400, 600)
    }


# Package, version, and which of its files go where under static/.
PACKAGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("htmx.org", "4.0.1", {
        "dist/htmx.min.js": "vendor/htmx-4.0.1.min.js",
        "LICENSE": "vendor/htmx-LICENSE.txt",
    }),
    ("@fontsource/source-serif-4", "5.3.1", _faces("source-serif-4") | {"LICENSE": "fonts/source-serif-4-LICENSE.txt"}),
    ("@fontsource/source-sans-3", "5.3.0", _faces("source-sans-3") | {"LICENSE": "fonts/source-sans-3-LICENSE.txt"}),
)  # fmt: skip


def fetch(package: str, version: str, into: Path) -> tuple[Path, str]:
    """Download one package; return the tarball and its SHA-512, checked by npm against the registry's own."""
    command = ["npm", "pack", f"{package}@{version}", "--json", "--pack-destination", str(into)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)[0]  # noqa: S603
    return into / told["filename"], told["integrity"]


def unpack(tarball: Path, wanted: dict[str, str]) -> dict[str, str]:
    """Copy the wanted files into static/; return the SHA-256 of each."""
    hashes = {}
    with tarfile.open(tarball) as archive:
        for source, target in wanted.items():
            member = archive.extractfile(f"package/{source}")
            assert member is not None, source
            content = member.read()
            (STATIC / target).parent.mkdir(parents=True, exist_ok=True)
            (STATIC / target).write_bytes(content)
            hashes[target] = hashlib.sha256(content).hexdigest()
    return hashes


def main() -> None:
    """Fetch every package and write static/vendor/VENDOR.json."""
    ledger: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for package, version, wanted in PACKAGES:
            tarball, sha512 = fetch(package, version, Path(folder))
            files = unpack(tarball, wanted)
            ledger.append({"package": package, "version": version, "tarball": sha512, "files": files})
    (STATIC / "vendor" / "VENDOR.json").write_text(json.dumps(ledger, indent=2) + "\n")


if __name__ == "__main__":
    main()
