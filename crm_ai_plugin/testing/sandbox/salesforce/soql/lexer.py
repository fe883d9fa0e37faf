"""Words of a query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request

__all__ = ["Token", "malformed", "tokens"]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'(?:[^'\\]|\\.)*')
    | (?P<bare>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w.]))
    | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<word>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?::\d+)?)
    | (?P<sign><=|>=|!=|<>|=|<|>|\(|\)|,)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_KNOWN_ESCAPES = frozenset("nNrRtTbBfF\"'\\_%")


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its place; ``like`` is a text with the escapes of LIKE left in."""

    kind: Literal["text", "bare", "number", "word", "sign", "end"]
    text: str
    at: int
    like: str = ""


def malformed(message: str) -> SalesforceError:
    """The error of a query that cannot be read."""
    return bad_request("MALFORMED_QUERY", message)


def tokens(query: str) -> list[Token]:
    """The query's words and an end.

    Raises:
        SalesforceError: 400, something in it is no word of SOQL.
    """
    found: list[Token] = []
    at = 0
    end = len(query.rstrip())
    while at < end:
        match = _TOKEN.match(query, at)
        if match is None:
            raise malformed(f"line 1:{at} no viable alternative at character {query[at]!r}")
        text = match[match.lastgroup or ""]
        begun = match.start(match.lastgroup or "")
        match match.lastgroup:
            case "text":
                found.append(Token("text", *_unescape(text[1:-1], begun)))
            case "bare":
                found.append(Token("bare", text, begun))
            case "number":
                found.append(Token("number", text, begun))
            case "word":
                found.append(Token("word", text, begun))
            case _:
                found.append(Token("sign", text, begun))
        at = match.end()
    found.append(Token("end", "<EOF>", end))
    return found


def _unescape(raw: str, at: int) -> tuple[str, int, str]:
    text: list[str] = []
    like: list[str] = []
    k = 0
    while k < len(raw):
        ch = raw[k]
        if ch != "\\":
            text.append(ch)
            like.append(ch)
            k += 1
            continue
        escaped = raw[k + 1]
        if escaped not in _KNOWN_ESCAPES:
            raise malformed(f"line 1:{at} illegal escape sequence \\{escaped}")
        plain = _ESCAPES.get(escaped.lower(), escaped)
        text.append(plain)
        like.append(f"\\{plain}" if plain in "_%\\" else plain)
        k += 2
    return "".join(text), at, "".join(like)
