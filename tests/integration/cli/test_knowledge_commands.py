"""``crm-ai knowledge``: add, list, search, remove."""

from __future__ import annotations

import pytest

from tests.fixtures.documents import docx, pdf


@pytest.fixture
def folder(home, tmp_path):
    inside = tmp_path / "docs"
    (inside / "more").mkdir(parents=True)
    (inside / "guide.md").write_text("# Guide\n\nData is encrypted with AES-256.\n")
    (inside / "more" / "prices.pdf").write_bytes(pdf(["Cover", "The list price is 60 euros per user."]))
    (inside / "contract.docx").write_bytes(
        docx([("Heading1", "Term"), ("", "Contracts run for twelve months.")])
    )
    (inside / "logo.png").write_bytes(b"\x89PNG")
    return inside


def test_a_folder_comes_in_and_is_found(cli, folder):
    added = cli("knowledge", "add", str(folder), "--json")
    assert added.status == 0
    assert {row["name"]: row["outcome"] for row in added.json} == {
        "contract.docx": "added",
        "guide.md": "added",
        "more/prices.pdf": "added",
    }
    assert {row["outcome"] for row in cli("knowledge", "add", str(folder), "--json").json} == {"unchanged"}
    listed = cli("knowledge", "list", "--json").json
    assert [row["name"] for row in listed] == ["contract.docx", "guide.md", "more/prices.pdf"]
    found = cli("knowledge", "search", "What does it cost per user?", "--json").json
    assert (found["items"][0]["document"], found["items"][0]["page"]) == ("prices", 2)
    assert found["by"] == {"model": "local-lsa-1", "reason": None}
    assert "The list price" in cli("knowledge", "search", "price per user").out


def test_what_can_not_be_read_is_named_and_the_rest_comes_in(cli, folder):
    (folder / "broken.pdf").write_bytes(b"nothing")
    added = cli("knowledge", "add", str(folder))
    assert added.status == 2
    assert "refused broken.pdf" in added.err
    assert "1 of 4 documents were refused" in added.err
    assert len(cli("knowledge", "list", "--json").json) == 3


def test_a_document_is_removed_by_name_or_id(cli, folder):
    rows = cli("knowledge", "add", str(folder), "--json").json
    by_id = next(row["document"]["id"] for row in rows if row["name"] == "guide.md")
    assert cli("knowledge", "remove", "contract.docx", "nothing.md").status == 2
    assert len(cli("knowledge", "list", "--json").json) == 3, "a slip of the pen removes nothing"
    assert cli("knowledge", "remove", "contract.docx", by_id).status == 0
    assert [row["name"] for row in cli("knowledge", "list", "--json").json] == ["more/prices.pdf"]


def test_a_file_that_is_not_there_is_one_line(cli, home):
    run = cli("knowledge", "add", "nowhere.md")
    assert run.status == 2
    assert run.err.count("\n") == 1
    assert "nowhere.md" in run.err


def test_without_a_key_there_is_nothing_to_embed(cli, folder):
    cli("knowledge", "add", str(folder / "guide.md"))
    assert cli("knowledge", "embed", "--json").json == [
        {"model": None, "embedded": 0, "withheld": 0, "left": 0}
    ]
