"""Pages point at what exists, and no address of a package index is in the repository."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def pages() -> list[str]:
    folders = [ROOT / "docs", ROOT / "benchmarks"]
    found = [*ROOT.glob("*.md"), *(path for folder in folders for path in folder.rglob("*.md"))]
    return sorted(str(path.relative_to(ROOT)) for path in found)


@pytest.mark.parametrize("page", pages())
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    text = path.read_text(encoding="utf-8")
    targets = [target.partition("#")[0] for target in LINK.findall(text) if "://" not in target]
    assert [target for target in targets if target and not (path.parent / target).exists()] == []


@pytest.mark.parametrize("page", pages())
def test_anchors_exist(page: str) -> None:
    path = ROOT / page
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        if anchor and "://" not in target:
            headings = re.findall(
                r"^#+ (.+)$", (path.parent / file if file else path).read_text(), re.MULTILINE
            )
            slugs = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
            assert anchor in slugs


def linked_from(page: Path) -> list[Path]:
    targets = (target.partition("#")[0] for target in LINK.findall(page.read_text(encoding="utf-8")))
    return [(page.parent / target).resolve() for target in targets if target and "://" not in target]


def test_the_map_names_every_page_once() -> None:
    docs = ROOT / "docs"
    # Decisions are listed in their folder, and pictures are shown by a page.
    there = {
        path
        for path in docs.rglob("*")
        if path.is_file()
        and path.suffix != ".webp"
        and (path.parent.name != "adr" or path.name == "README.md")
    }
    shown = [path for path in linked_from(docs / "README.md") if path.is_file() and docs in path.parents]
    assert sorted(shown) == sorted(there - {docs / "README.md"})


def test_the_list_of_decisions_names_each_once() -> None:
    folder = ROOT / "docs" / "adr"
    assert sorted(linked_from(folder / "README.md")) == sorted(
        set(folder.glob("*.md")) - {folder / "README.md"}
    )


def test_no_package_index_is_named() -> None:
    # Which index packages come from is the machine's business.
    index = re.compile(
        rb"https?://(?![^/]*\.test/)[^\s\"']*(/simple\b|pypi|pythonhosted|artifactory|nexus)|registry\.npmjs",
        re.IGNORECASE,
    )
    mine = Path(__file__).name
    assert [str(path) for path in tracked() if path.name != mine and index.search(path.read_bytes())] == []
