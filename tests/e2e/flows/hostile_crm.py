"""A CRM in which every text was written by an attacker, and what tells whether any of it has run."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import count
from typing import Any

from crm_ai_plugin.testing.sandbox import hubspot

TRIP = "trip"
"""The function that every script calls, so that a page's own scripts are none of them."""
CANARY = "http://canary.invalid/seen"
"""Where every picture and link would lead."""

ACTIVE = (
    "<script>trip()</script>",
    "</script><script>trip()</script>",
    "<img src=x onerror=trip()>",
    '"><img src=x onerror="trip()">',
    "<svg/onload=trip()>",
    "<svg><script>trip()</script></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=trip()&gt;'>",
    "</title><svg onload=trip()>",
    "</textarea><img src=x onerror=trip()>",
    "<details open ontoggle=trip()>",
    "<iframe srcdoc='<script>parent.trip()</script>'></iframe>",
    "<iframe src='javascript:parent.trip()'></iframe>",
    f"<img src={CANARY}>",
    f"<link rel=stylesheet href={CANARY}>",
    f"<style>@import '{CANARY}';</style>",
    f"<meta http-equiv=refresh content='0;url={CANARY}'>",
)
"""What runs, or asks a foreign server, as soon as it is markup."""
CLICKED = ("javascript:trip()", "data:text/html,<script>opener.trip()</script>", "vbscript:trip()", f"[x]({CANARY})", f"![x]({CANARY})", "[x](javascript:trip())")  # fmt: skip
"""What waits to become an address."""
QUIET = ("{{constructor.constructor('trip()')()}}", "${trip()}", "\u202egnp.exe\u202c", "\u2066\u2069", "\x1b[31mred\x1b[0m", '=HYPERLINK("http://canary.invalid/seen","x")', "@SUM(1+1)*cmd|' /C calc'!A0", "-2+3", "' onmouseover='trip()", "</style><!--", "%3Cscript%3Etrip()%3C/script%3E")  # fmt: skip
"""What waits for a template, a terminal, a spreadsheet, or for being decoded once too often."""
PAYLOADS: Sequence[str] = (*ACTIVE, *CLICKED, *QUIET)

_ASIDE = {"deal_currency_code", "hs_email_thread_id", "hs_call_disposition"}
"""Codes and ids: no person writes them."""


def text_properties() -> Mapping[str, Mapping[str, str]]:
    """Return kind of field by name for every text that a HubSpot record can hold, by kind of record."""
    found = json.loads((files(hubspot) / "properties.json").read_text(encoding="utf-8"))
    return {
        kind: {
            name: form
            for rows in groups.values()
            for name, _, type_, form, *rest in rows
            if type_ == "string" and name not in _ASIDE and not (rest and rest[0].get("read_only"))
        }
        for kind, groups in found.items()
    }


@contextmanager
def planted(sandbox: Any) -> Iterator[None]:
    """Write attacks into every text of every record; what was there stays behind it, so that features find it."""
    numbers, undo = count(), []
    for kind, properties in text_properties().items():
        for record in sandbox.store.all(kind):
            for name, form in properties.items():
                attack = PAYLOADS[next(numbers) % len(PAYLOADS)]
                was = record.properties.get(name, "")
                if "email" in name and "@" in was:
                    record.properties[name] = f'"{attack}"{was}'
                elif form == "html":
                    # As markup, and as text that some editor has escaped.
                    record.properties[name] = f"{attack} {html.escape(attack)} {was}"
                else:
                    record.properties[name] = f"{attack} {was}".strip()
    for number, owner in enumerate(sandbox.account.world.owners):
        # The account's own rows are what its API shows.
        attack = PAYLOADS[number % len(PAYLOADS)]
        for name in ("name", "team", "email"):
            was = getattr(owner, name)
            object.__setattr__(owner, name, f'"{attack}"{was}' if name == "email" else f"{attack} {was}")
            undo.append((owner, name, was))
    try:
        yield
    finally:
        for owner, name, was in undo:
            object.__setattr__(owner, name, was)


@dataclass
class Tripwire:
    """Notes whatever an attack could do in a browser."""

    own: str
    """The origin from which anything may be asked."""
    tripped: list[str] = field(default_factory=list)

    def watch(self, context: Any) -> None:
        """Notice it on every page of a context."""
        context.expose_function(TRIP, lambda: self.tripped.append("a script ran"))
        context.expose_function("refused", lambda what: self.tripped.append(f"the policy refused {what}"))
        context.add_init_script(
            "addEventListener('securitypolicyviolation', e => refused(e.violatedDirective + ' ' + e.blockedURI))"
        )
        context.on("request", self._asked)
        context.on("page", self._opened)

    def _opened(self, page: Any) -> None:
        page.on("dialog", self._spoke)
        page.on("pageerror", lambda error: self.tripped.append(f"a script broke: {error}"))

    def _spoke(self, dialog: Any) -> None:
        self.tripped.append("a dialog")
        dialog.dismiss()

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.own, "about:", "blob:", "file:", "data:,")):
            self.tripped.append(f"asked for {request.url[:120]}")

    def take(self) -> list[str]:
        """Return what was noticed since the last time."""
        noticed, self.tripped[:] = list(self.tripped), []
        return noticed


LOOSE = """() => {
    const found = [];
    for (const node of document.querySelectorAll('*')) {
        for (const {name, value} of node.attributes) {
            const url = ['href', 'src', 'action', 'formaction', 'xlink:href', 'srcdoc'].includes(name);
            if (name.startsWith('on') || name === 'srcdoc') found.push(`<${node.localName} ${name}>`);
            if (url && !/^(https?:|\\/|#|mailto:|tel:|blob:|\\?|$)/i.test(value.trim())) found.push(`${name}=${value}`);
            if (url && value.includes('canary.invalid')) found.push(`${name}=${value}`);
        }
        if (['iframe', 'object', 'embed', 'base'].includes(node.localName)) found.push(`<${node.localName}>`);
        if (node.localName === 'script' && !node.src) found.push('<script>');
    }
    return found;
}"""
"""What stands in a page that no page of ours has: markup that came from a text, and links that lead to it."""


def links(markdown_tokens: Sequence[Any]) -> Iterator[str]:
    """Yield where the links and pictures of parsed Markdown lead."""
    for token in markdown_tokens:
        yield from links(token.children or ())
        for name in ("href", "src"):
            if (found := token.attrGet(name)) is not None:
                yield str(found)
