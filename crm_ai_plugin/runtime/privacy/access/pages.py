"""A report for people to read: one outline, shown as HTML and as Markdown.

Everything in it may have been written by anybody: in HTML each text is escaped, in Markdown each character that could
be taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from .report import AccessReport, Entry, Section

TITLE = "What is held about you"
_SOURCES = {
    "crm": "received",
    "derived": "derived from what was received",
    "given": "entered by people of this company",
    "technical": "needed to do the work",
}
_STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
a{color:LinkText}a:focus-visible{outline:3px solid;outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600}
th,td{border:1px solid;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
article{border-top:1px solid;padding:.5rem 0}dt{font-weight:600}dd{margin:0 0 .4rem;white-space:pre-wrap;overflow-wrap:anywhere}
@media print{.skip{display:none}article{break-inside:avoid}}
"""


def html(report: AccessReport) -> str:
    """Return the report as one page that needs nothing else."""
    return "".join(_html(report))


def markdown(report: AccessReport) -> str:
    """Return the report as Markdown."""
    return "\n".join(_markdown(report)) + "\n"


def _intro(report: AccessReport) -> list[str]:
    who = ", ".join(f"contact {one['id']} of {one['connection']}" for one in report.contacts)
    entries = sum(len(one.entries) for one in report.sections)
    wish = "You have asked, or your record says, that you are not profiled." if report.do_not_profile else ""
    everything = (
        f"This is everything that this installation of CRM AI holds about the person behind {who}, as of "
        f"{_time(report.made_at)}: {entries} entries in {len(report.filled)} places."
    )
    others = (
        "Other people are left out: names, addresses and telephone numbers of others that are known here read "
        f"[another person], [address] or [number] ({report.masked} times). The name of somebody who is not known here "
        "may have stayed in a text. Where a text of others only mentions you, the sentences that do are shown."
    )
    crm = (
        "The CRM itself is a system of its own and answers for itself; what came from it is shown here as it was "
        "received. The same content for programs is in data.json, explained by data.schema.json."
    )
    return [everything, wish, others, crm]


def _html(report: AccessReport) -> Iterator[str]:
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta name="robots" content="noindex"><style>{_STYLE}</style></head><body>'
    yield f'<a class="skip" href="#content">Skip to the content</a><header><h1>{TITLE}</h1>'
    yield "".join(f"<p>{escape(line)}</p>" for line in _intro(report) if line)
    yield '</header><nav aria-labelledby="toc"><h2 id="toc">Contents</h2><ol>'
    for section in report.filled:
        yield f'<li><a href="#{_anchor(section)}">{escape(section.title)}</a> ({len(section.entries)})</li>'
    yield '<li><a href="#recipients">Who received something</a></li>'
    yield '<li><a href="#computed">Figures over many people</a></li>'
    yield '<li><a href="#nothing">Where nothing was found</a></li></ol></nav><main id="content">'
    for section in report.filled:
        yield f'<section aria-labelledby="{_anchor(section)}"><h2 id="{_anchor(section)}">{escape(section.title)}</h2>'
        yield (
            "<dl>"
            + "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in _about(section))
            + "</dl>"
        )
        for number, entry in enumerate(section.entries, start=1):
            yield f"<article><h3>{escape(_headline(entry, number))}</h3><p>{escape(entry.origin)}</p><dl>"
            for name, text in _values(entry.values):
                yield f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>"
            yield "</dl></article>"
        yield "</section>"
    yield '<section aria-labelledby="recipients"><h2 id="recipients">Who received something</h2>'
    yield _html_table(
        "Recipients outside of the database", ("Who", "What", "How often", "Last"), _recipients(report)
    )
    yield '</section><section aria-labelledby="computed"><h2 id="computed">Figures over many people</h2>'
    yield _html_table("They show nothing of one person", ("What", "How many"), _computed(report))
    yield '</section><section aria-labelledby="nothing"><h2 id="nothing">Where nothing was found</h2>'
    yield _html_table(
        "Places that were looked through",
        ("Place", "What lies there"),
        [(s.title, s.what) for s in report.empty],
    )
    yield "</section></main></body></html>\n"


def _html_table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return "<p>None.</p>"
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _markdown(report: AccessReport) -> Iterator[str]:
    yield f"# {TITLE}\n"
    yield "\n\n".join(_plain(line) for line in _intro(report) if line)
    yield "\n## Contents\n"
    for section in report.filled:
        yield f"- [{_plain(section.title)}](#{_slug(section.title)}) ({len(section.entries)})"
    yield "- [Who received something](#who-received-something)"
    yield "- [Figures over many people](#figures-over-many-people)"
    yield "- [Where nothing was found](#where-nothing-was-found)"
    for section in report.filled:
        yield f"\n## {_plain(section.title)}\n"
        yield from (f"- **{name}**: {_plain(text)}" for name, text in _about(section))
        for number, entry in enumerate(section.entries, start=1):
            yield f"\n### {_plain(_headline(entry, number))}\n"
            yield _plain(entry.origin) + "\n"
            yield from (f"- **{_plain(name)}**: {_plain(text)}" for name, text in _values(entry.values))
    yield "\n## Who received something\n"
    yield from _markdown_table(("Who", "What", "How often", "Last"), _recipients(report))
    yield "\n## Figures over many people\n"
    yield from _markdown_table(("What", "How many"), _computed(report))
    yield "\n## Where nothing was found\n"
    yield from _markdown_table(("Place", "What lies there"), [(s.title, s.what) for s in report.empty])


def _markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        yield "None."
        return
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    yield from ("| " + " | ".join(_plain(cell) for cell in row) + " |" for row in rows)


def _about(section: Section) -> list[tuple[str, str]]:
    dates = sorted(one.at for one in section.entries if one.at is not None)
    since = f" Held here from {_time(dates[0])}." if dates else ""
    return [
        ("What", f"{section.what} It is {_SOURCES[section.source]}."),
        ("Why", section.why),
        ("Until when", section.until + since),
    ]


def _headline(entry: Entry, number: int) -> str:
    kind = entry.context.get("type") or entry.context.get("kind") or "entry"
    when = f", {_time(entry.at)}" if entry.at else ""
    return f"{number}. {kind}{when}{' (mentions you)' if entry.about == 'mentions you' else ''}"


def _values(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        for path, leaf in _leaves(name.replace("_", " "), value):
            yield path, str(leaf)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # any JSON
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(f"{path} › {key}", inner)
    elif isinstance(value, (list, tuple)) and any(isinstance(one, (Mapping, list, tuple)) for one in value):
        for number, inner in enumerate(value, start=1):
            yield from _leaves(f"{path} {number}", inner)
    elif isinstance(value, (list, tuple)):
        if value:
            yield path, ", ".join(map(str, value))
    elif value not in (None, ""):
        yield path, value


def _recipients(report: AccessReport) -> list[tuple[str, ...]]:
    return [
        (one.who, one.what, str(one.count), _time(one.last_at) if one.last_at else "")
        for one in report.recipients
    ]


def _computed(report: AccessReport) -> list[tuple[str, ...]]:
    return [(one.what, str(one.count)) for one in report.computed]


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _anchor(section: Section) -> str:
    return f"place-{section.key}"


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _plain(text: str) -> str:
    """Return a text as one line in which Markdown finds no markup."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~$&:@-])", r"\\\1", " ".join(text.split()))
