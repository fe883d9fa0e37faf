"""CRM text is written by strangers: whatever it says, in whatever field, it stays text."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from crm_ai_cards.builders.deal_coach import DealCoachCard
from crm_ai_cards.document import Card
from crm_ai_cards.hosts.fields import FieldsHost
from crm_ai_cards.hosts.markdown import MarkdownHost
from crm_ai_cards.hosts.note import NoteHost
from crm_ai_cards.hosts.plain import PlainHost
from crm_ai_cards.hosts.web import WebHost
from crm_ai_cards.markup import link, tag
from crm_ai_cards.text import clean, clean_run, safe_url
from crm_ai_plugin.insights import Insight
from tests.unit.cards.card_examples import insight
from tests.unit.cards.html_rules import read

VECTORS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "</style><script>alert(1)</script>",
    "<!--", "-->", "<![CDATA[", "]]>", "<?php", "&lt;script&gt;", "&#60;script&#62;", "\x00<b>", "<\nb>",
    "[x](javascript:alert(1))", "[x](https://evil.example)", "![x](https://evil.example/p.png)", "<https://evil.example>",
    "[x]: https://evil.example", "[x][y]", "https://evil.example/a", "www.evil.example", "mail@evil.example",
    "# heading", "- item", "1. item", "2) item", "> quote", "```\ncode", "    code", "---", "===", "| a | b |\n|---|---|",
    "**b**", "__b__", "*i*", "~~s~~", "`c`", "\\[x](https://evil.example)", "\\", "a\n\n# heading", "a\r\n<script>",
    "\u202emoc.live\u202c", "\u2028# x", "{{7*7}}", "${7*7}", "$x$", "\x1b[31mred", "\u0085# x", "+ item", ": x", "&amp;",
)  # fmt: skip
URLS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)", "data:text/html,<script>",
    "vbscript:x", "//evil.example", "/relative", "https://", "https:///x", "https://crm.example@evil.example/",
    'https://a.example/"onclick="x', "https://a.example/<script>", "https://a.example/ x", "https://a.example/\n", "ftp://a.example/",
    "https://a.example/\u202e", "https://[::1", "http:\\\\evil.example", "https://a.example/)[x](javascript:x", "https://a.example/>", "",
)  # fmt: skip

hostile = st.one_of(
    st.sampled_from(VECTORS),
    st.text(max_size=60),
    st.lists(st.sampled_from(VECTORS), max_size=3).map("".join),
)
hostile_url = st.one_of(
    st.sampled_from(URLS),
    st.sampled_from(VECTORS),
    st.text(max_size=40),
    st.text(max_size=20).map("https://a.example/".__add__),
)

NOTE_TAGS: dict[str, set[str]] = {
    "p": set(),
    "strong": set(),
    "em": set(),
    "ul": set(),
    "ol": set(),
    "li": set(),
    "a": {"href"},
    "br": set(),
}
SVG = {"class", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "width", "height"}
WEB_TAGS: dict[str, set[str]] = {
    name: {"class", "id", "hidden", "dir", "datetime"}
    for name in (
        "article", "header", "footer", "section", "div", "p", "span", "strong", "h2", "h3", "h4", "ol", "ul", "li", "time",
        "blockquote", "details", "summary", "template", "legend", "label", "main", "body",
    )
} | {
    "a": {"href", "target", "rel", "class"},
    "svg": {"class", "role", "width", "height"},
    "rect": SVG, "line": SVG, "circle": SVG,
    "text": {"class", "x", "y", "text-anchor"},
    "button": {"type", "class"},
    "form": {"class"},
    "fieldset": {"class", "name"},
    "input": {"type", "name", "value", "required", "maxlength"},
}  # fmt: skip
PAGE_TAGS = WEB_TAGS | {
    "html": {"lang"}, "head": set(), "title": set(), "meta": {"charset", "name", "content"},
    "h1": {"class"},
    "link": {"rel", "href"}, "script": {"src", "defer"}, "p": WEB_TAGS["p"] | {"role"},
}  # fmt: skip
DATA = ("data-", "aria-")
FORBIDDEN_TOKENS = {
    "html_block", "html_inline", "image", "fence", "code_block", "code_inline", "hr", "table_open", "s_open", "blockquote_open",
}  # fmt: skip
OUR_TITLES = {
    "Deal coach", "Chance to win", "Next steps", "What changed", "What moves the odds", "What this is based on", "Evidence",
    "Not suggested", "Methodology",
}  # fmt: skip


def _strings(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of an insight where a stranger's text could stand."""
    fixed = {
        "id",
        "kind",
        "type",
        "direction",
        "state",
        "source",
        "by",
        "fingerprint",
        "evidence",
        "because",
        "due",
        "at",
        "as_of",
        "until",
    }
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        where = (*path, key)
        if isinstance(value, dict | list):
            if not (key in {"evidence", "because"} and value and isinstance(value[0], str)):
                yield from _strings(value, where)
        elif isinstance(value, str) and key not in fixed:
            yield where


PLACES = tuple(_strings(insight().model_dump(mode="json")))


def poisoned(texts: list[str], urls: list[str]) -> Insight:
    data = copy.deepcopy(insight().model_dump(mode="json"))
    for number, place in enumerate(PLACES):
        spot = data
        for key in place[:-1]:
            spot = spot[key]
        spot[place[-1]] = urls[number % len(urls)] if place[-1] == "url" else texts[number % len(texts)]
    data["coverage"]["seen"] = {texts[0]: 3}
    data["coverage"]["missing"] = texts[:3]
    data["subject"]["id"] = texts[-1]
    for number, step in enumerate(data["payload"]["actions"]):
        step["id"] = f"act_{number}{texts[0]}"
    return Insight.model_validate(data)


insights = st.builds(
    poisoned, st.lists(hostile, min_size=1, max_size=30), st.lists(hostile_url, min_size=1, max_size=8)
)


def card_of(source: Insight) -> Card:
    return DealCoachCard().build(source)


def test_the_poison_reaches_every_field() -> None:
    for needed in (
        "headline",
        "title",
        "why",
        "how",
        "label",
        "what",
        "quote",
        "url",
        "effect",
        "basis",
        "language",
        "reason",
    ):
        assert any(place[-1] == needed for place in PLACES), needed


def check_note(source: Insight) -> None:
    note = NoteHost().render(card_of(source))
    assert read(note, NOTE_TAGS).offences == []
    assert len(note) <= 65_000


def check_page(source: Insight) -> None:
    card, host = card_of(source), WebHost()
    assert read(host.render(card), WEB_TAGS, prefixes=DATA).offences == []
    page = host.page(card, stylesheet="/a/card.css", script="/a/card.js", icon="/a/card.svg", api="/api/x")
    assert page.startswith("<!doctype html>\n")
    assert read(page.removeprefix("<!doctype html>"), PAGE_TAGS, prefixes=DATA).offences == []


def check_markdown(source: Insight) -> None:
    card = card_of(source)
    text = MarkdownHost().render(card)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    flat = [inner for token in tokens for inner in (token, *(token.children or ()))]
    assert not {token.type for token in flat} & FORBIDDEN_TOKENS
    proofs = {item.url for item in card.view().evidence.values()}
    assert {token.attrs["href"] for token in flat if token.type == "link_open"} <= proofs
    titles = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    assert set(titles) <= OUR_TITLES
    # What some dialects make links of by themselves, outside of the links that are ours.
    assert re.findall(r"(?i)https?:|ftp:|www\.\w|\w@\w", re.sub(r"\]\(<[^>]*>\)", "", text)) == []


def check_plain(source: Insight) -> None:
    text = PlainHost().render(card_of(source))
    assert not [
        char
        for char in text
        if (ord(char) < 32 and char != "\n") or 0x7F <= ord(char) < 0xA0 or char in "\u202e\u2028"
    ]


CHECKS = (check_note, check_page, check_markdown)


@pytest.mark.parametrize("vector", VECTORS, ids=ascii)
@pytest.mark.parametrize("check", CHECKS)
def test_each_known_trick_in_every_field_at_once(check: Callable[[Insight], None], vector: str) -> None:
    check(poisoned([vector], list(URLS)))


@pytest.mark.parametrize("check", CHECKS)
@settings(max_examples=100, deadline=None)
@given(source=insights)
def test_whatever_is_written_where(check: Callable[[Insight], None], source: Insight) -> None:
    check(source)


@settings(max_examples=80, deadline=None)
@given(hostile)
def test_markdown_shows_exactly_what_was_written(text: str) -> None:
    source = insight()
    data = source.model_dump(mode="json")
    data["payload"]["actions"][0]["why"] = text
    tokens = MarkdownIt("commonmark").parse(MarkdownHost().render(card_of(Insight.model_validate(data))))
    shown = "".join(inner.content for token in tokens for inner in (token.children or ()))
    assert clean(text) in shown


@settings(max_examples=80, deadline=None)
@given(insights)
def test_plain_text_has_no_control_characters(source: Insight) -> None:
    check_plain(source)


@settings(max_examples=40, deadline=None)
@given(insights)
def test_fields_are_json_of_short_single_lines(source: Insight) -> None:
    values = json.loads(FieldsHost().render(card_of(source)))
    assert values["next_step"] is None or (
        "\n" not in values["next_step"] and len(values["next_step"]) <= 500
    )


@pytest.mark.parametrize("url", URLS)
def test_a_harmful_address_is_no_address(url: str) -> None:
    assert safe_url(url) is None
    assert "href" not in link(url, "x")


@pytest.mark.parametrize(
    "url",
    [
        "https://app.hubspot.com/contacts/1/record/0-3/7?a=b&c=d#e",
        "http://127.0.0.1:8000/x",
        "https://x.example/a(b)_c",
    ],
)
def test_a_deep_link_is_kept(url: str) -> None:
    assert safe_url(url) == url


@given(st.text())
def test_the_document_itself_carries_no_harmful_address(url: str) -> None:
    data = insight().model_dump(mode="json")
    data["evidence"][0]["url"] = url
    kept = card_of(Insight.model_validate(data)).view().evidence["ev_1"].url
    assert kept is None or kept.startswith(("http://", "https://"))


@pytest.mark.parametrize("name", ["style", "onclick", "onload_"])
def test_an_attribute_that_carries_code_is_not_written(name: str) -> None:
    with pytest.raises(ValueError, match="is not written"):
        tag("p", **{name: "x"})


@given(hostile)
def test_what_is_quoted_in_markup_is_what_was_said(text: str) -> None:
    assert "".join(read(tag("p", text), {"p": set()}).text) == clean_run(text)
