from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.documents import DEFAULT, Bounds, endings, parse, parse_contained, passages
from crm_ai_plugin.errors import UserInputError
from tests.fixtures.documents import docx, packed, pdf

MARKDOWN = b"""# Security guide

All data is **encrypted**.

## Hosting
See [the list](https://example.test/list). Data stay in Dublin.

Backups
-------
Every night.
"""
HTML = b"""<!doctype html><html><head><title>Terms &amp; prices</title><style>p{}</style></head>
<body><nav>Home</nav><h1>Prices</h1><p>60 euros per user.<script>alert(1)</script>
<h2>Discounts</h2><table><tr><td>from 50<td>48 euros</table></body></html>"""


def code_of(data, name, bounds=DEFAULT):
    """Parse, and return the code of the error if there was one; any other kind of error comes through."""
    try:
        parse(data, name, bounds)
    except UserInputError as error:
        return error.code
    return None


def said(document):
    return [(section.page, section.heading, section.text) for section in document.sections]


def test_markdown_is_cut_at_its_headings():
    document = parse(MARKDOWN, "security.md")
    assert document.title == "Security guide"
    assert said(document) == [
        (None, "Security guide", "All data is encrypted."),
        (None, "Security guide › Hosting", "See the list. Data stay in Dublin."),
        (None, "Security guide › Backups", "Every night."),
    ]


def test_a_heading_inside_a_code_block_is_text():
    assert said(parse(b"a\n```\n# not a heading\n```\n", "x.md")) == [(None, "", "a\n# not a heading")]


def test_html_gives_what_a_reader_sees():
    document = parse(HTML, "terms.html")
    assert document.title == "Terms & prices"
    assert said(document) == [
        (None, "Prices", "60 euros per user."),
        (None, "Prices › Discounts", "from 50 | 48 euros"),
    ]


def test_a_head_that_nobody_closed_hides_nothing():
    assert "Hello" in said(parse(b"<head><title>T<body>Hello", "x.htm"))[0][2]


def test_pdf_gives_a_section_per_page():
    document = parse(
        pdf(["Page one says this.", "", "Page three says\nthat (and more)."], "Handbook"), "h.pdf"
    )
    assert document.title == "Handbook"
    assert document.pages == 3
    assert [(page, text.split()[:2]) for page, _, text in said(document)] == [
        (1, ["Page", "one"]),
        (3, ["Page", "three"]),
    ]


def test_word_gives_its_headings_in_any_language_of_word():
    document = parse(
        docx(
            [("Heading1", "Contract"), ("", "Twelve months."), ("Ueberschrift2", "Notice"), ("", "Three.")],
            "T",
        ),
        "c.docx",
    )
    assert document.title == "T"
    assert said(document) == [(None, "Contract", "Twelve months."), (None, "Contract › Notice", "Three.")]


def test_a_document_without_a_title_is_named_after_its_file():
    assert parse(b"Some text.", "folder/Price list.txt").title == "Price list"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"x", "x.exe", "document_format"),
        (b"x", "x", "document_format"),
        (b"", "x.md", "document_unreadable"),
        (b"no pdf", "x.pdf", "document_unreadable"),
        (pdf([""]), "scan.pdf", "document_unreadable"),
        (b"no zip", "x.docx", "document_unreadable"),
        (packed({"a.txt": "x"}), "x.docx", "document_unreadable"),
        (packed({"word/document.xml": "<a"}), "x.docx", "document_unreadable"),
        (b"\x00\x01\x02", "x.txt", "document_unreadable"),
        (b"<p>" * 300_000, "x.html", "document_unreadable"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(data, name, code):
    with pytest.raises(UserInputError) as raised:
        parse(data, name)
    assert raised.value.code == code
    assert raised.value.hint


@pytest.mark.parametrize(
    ("data", "name", "bounds"),
    [
        (b"x" * 11, "x.md", Bounds(size=10)),
        (b"word " * 100, "x.md", Bounds(characters=100)),
        (b"<p>" + b"word " * 100, "x.html", Bounds(characters=100)),
        (pdf(["a b c"] * 3), "x.pdf", Bounds(pages=2)),
        (docx([("", "word " * 100)]), "x.docx", Bounds(characters=100)),
        (docx([("", "a" * 50_000)]), "x.docx", Bounds(unpacked=10_000)),
        (docx([("", "a")]), "x.docx", Bounds(files=2)),
    ],
)
def test_what_is_too_large_is_refused(data, name, bounds):
    with pytest.raises(UserInputError, match="can't be read"):
        parse(data, name, bounds)


def test_an_entity_that_would_grow_is_not_expanded():
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><w>&b;</w>"
    with pytest.raises(UserInputError):
        parse(packed({"word/document.xml": bomb}), "x.docx")


def test_an_archive_that_lies_about_its_size_gets_no_more_than_the_bound():
    data = docx([("", "a" * 500_000)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.getinfo("word/document.xml").compress_size < 5_000
    with pytest.raises(UserInputError, match="unpacks"):
        parse(data, "x.docx", Bounds(unpacked=100_000))


@given(st.binary(max_size=400), st.sampled_from(endings()))
@settings(max_examples=150)
def test_any_bytes_give_a_document_or_one_error(data, ending):
    assert code_of(data, f"x{ending}") in (None, "document_unreadable")


SAMPLES = {
    "x.md": MARKDOWN,
    "x.html": HTML,
    "x.pdf": pdf(["One page.", "Another one."], "T"),
    "x.docx": docx([("Heading1", "H"), ("", "Text.")]),
}


@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 2**32 - 1))
@settings(max_examples=200, deadline=None)
def test_a_damaged_document_gives_a_document_or_one_error(name, seed):
    chance = random.Random(seed)
    data = bytearray(SAMPLES[name])
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data))
        match chance.randrange(3):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 40)]
            case _:
                data[at:at] = data[at : at + chance.randint(1, 40)]
        if not data:
            break
    bounds = Bounds(characters=100_000, unpacked=1_000_000)
    assert code_of(bytes(data), name, bounds) in (None, "document_unreadable")


@given(st.text(alphabet="ab .\n?!", max_size=6_000))
@settings(max_examples=80, deadline=None)
def test_passages_are_verbatim_bounded_and_leave_nothing_out(text):
    try:
        document = parse(text.encode(), "x.txt")
    except UserInputError:
        return
    for section in document.sections:
        found = [one for one in passages(document) if one.heading == section.heading]
        assert all(one.text in section.text and len(one.text) <= 900 for one in found)
        # What is repeated is at most the overlap, and every word is in one of them.
        assert sum(len(one.text) for one in found) <= len(section.text) * 1.3 + 900
        assert (
            set(section.text.split()) <= {word for one in found for word in one.text.split()}
            or max(map(len, section.text.split())) > 400
        )


def test_passages_never_cross_a_page():
    document = parse(pdf(["Alpha text. " * 30, "Beta text. " * 30]), "x.pdf")
    for one in passages(document):
        assert ("Alpha" in one.text) == (one.page == 1)
        assert ("Beta" in one.text) == (one.page == 2)


def test_the_process_of_its_own_gives_the_same():
    assert parse_contained(SAMPLES["x.pdf"], "x.pdf") == parse(SAMPLES["x.pdf"], "x.pdf")


def test_the_process_of_its_own_gives_the_same_error():
    with pytest.raises(UserInputError) as raised:
        parse_contained(b"x", "x.exe")
    assert raised.value.code == "document_format"


def test_what_takes_too_long_is_ended():
    with pytest.raises(UserInputError, match="longer than"):
        parse_contained(SAMPLES["x.md"], "x.md", Bounds(seconds=0.001))


def test_what_takes_too_much_memory_is_ended():
    with pytest.raises(UserInputError, match="memory"):
        parse_contained(b"word " * 3_000_000, "x.txt", Bounds(memory=50_000_000, characters=10**9))
