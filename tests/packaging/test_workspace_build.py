"""The built workspace in the package is what its sources give, typed by the API as it is, and small enough for a frame."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WEB = ROOT / "cards" / "web"
BUILT = ROOT / "crm_ai_plugin" / "web" / "bundle"
MOST = 120_000
"""Bytes that an embedded card may cost, gzipped, with everything it loads before or while it is first shown."""

needs_packages = pytest.mark.skipif(
    not (WEB / "node_modules" / "vite").is_dir(), reason="run: python scripts/node_projects.py"
)


def run(*command: str | Path) -> None:
    done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-3000:]}{done.stderr[-3000:]}"


def files(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".br"}


@pytest.mark.needs_node
@needs_packages
def test_the_package_holds_what_the_sources_give(tmp_path: Path, node: str) -> None:
    run(node, "node_modules/vite/bin/vite.js", "build", "--outDir", tmp_path, "--logLevel", "error")
    assert sorted(files(BUILT)) == sorted(files(tmp_path)), "make web builds it"
    assert files(BUILT) == files(tmp_path)


@pytest.mark.needs_node
def test_what_is_compressed_is_the_same_file(node: str) -> None:
    # Another release of Node may compress otherwise; what comes out has to be the same.
    check = """
const {readFileSync, readdirSync} = require("node:fs"), {brotliDecompressSync} = require("node:zlib");
const wrong = readdirSync(".").filter(name => name.endsWith(".br")).filter(name =>
    !brotliDecompressSync(readFileSync(name)).equals(readFileSync(name.slice(0, -3))));
if (wrong.length) throw new Error(wrong.join());
"""
    done = subprocess.run([node, "-e", check], cwd=BUILT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert list(BUILT.glob("*.br"))


@pytest.mark.needs_node
@needs_packages
def test_the_types_are_those_of_the_api(tmp_path: Path, node: str) -> None:
    document = tmp_path / "openapi.json"
    run(sys.executable, ROOT / "scripts" / "web_api.py", document)
    run(node, "tools/api.js", document, tmp_path / "schema.d.ts")
    kept = (WEB / "src" / "api" / "schema.d.ts").read_text(encoding="utf-8")
    assert kept == (tmp_path / "schema.d.ts").read_text(encoding="utf-8"), "npm run api writes them"


Manifest = Mapping[str, Mapping[str, Any]]


def _loaded(manifest: Manifest, keys: Iterator[str]) -> frozenset[str]:
    """Return the files that come with `keys`: what they import at once, and its styles."""
    waiting, seen, names = list(keys), set[str](), set[str]()
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        names |= {manifest[key]["file"], *manifest[key].get("css", ())}
        waiting += manifest[key].get("imports", ())
    return frozenset(names)


def _later(manifest: Manifest, key: str) -> set[str]:
    """Return what `key`, or what it imports at once, may load later."""
    waiting, seen, later = [key], set[str](), set[str]()
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            later |= set(manifest[at].get("dynamicImports", ()))
            waiting += manifest[at].get("imports", ())
    return later


def _weight(names: frozenset[str]) -> int:
    return sum(len(gzip.compress((BUILT / name).read_bytes(), 9, mtime=0)) for name in names)


DRAWN_IN_TABLES = "src/features/win_loss/explained/EmbeddedDeal.tsx"


def test_an_embedded_card_stays_small() -> None:
    manifest: Manifest = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    entry = "src/embed/main.tsx"
    later = _later(manifest, entry)
    faces = {key for key in later if key.startswith("src/features/") and "/locales/" not in key}
    weights = {}
    for face in sorted({entry, *faces}):
        feature = face.rpartition("/")[0]
        # The heaviest language of its own texts, and bars, which every card of the coach has and no deal of win-loss.
        texts = [
            max(
                (key for key in later if key.startswith(f"{folder}/locales/")),
                key=lambda key: _weight(_loaded(manifest, iter([key]))),
                default=None,
            )
            for folder in ("src/components", feature)
        ]
        bars = [] if face == DRAWN_IN_TABLES else ["src/components/charts/Bars.tsx"]
        parts = [entry, face, *bars, *(key for key in texts if key)]
        weights[face] = _weight(_loaded(manifest, iter(parts)))
    heaviest = max(weights, key=lambda face: weights[face])
    assert weights[heaviest] <= MOST, f"{heaviest} costs {weights[heaviest]:,} bytes; all: {weights}"
    assert weights[entry] > 50_000, "React alone is more; something was not counted"
