"""Text of a filter → tokens, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ....errors import UserInputError

Kind = Literal["word", "text", "quoted_name", "number", "sign", "end"]

MAX_TEXT = 4_000

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<text>'(?:[^']|'')*')
  | (?P<double>"(?:[^"]|"")*")
  | (?P<name>`[^`]+`)
  | (?P<number>[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?(?![\w.-]))
  | (?P<word>[^\W_][\w.:/-]*)
  | (?P<sign><=|>=|!=|<>|==|[=<>(),])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `at` counts characters from 1."""

    kind: Kind
    text: str
    at: int

    @property
    def keyword(self) -> str:
        """The word in lower case where it may be a keyword, else nothing."""
        return self.text.lower() if self.kind == "word" else ""


def tokens(text: str) -> list[Token]:
    """Return the tokens of `text`, with one of kind ``end`` last.

    Raises:
        UserInputError: something in it is no part of a filter; says where.
    """
    if len(text) > MAX_TEXT:
        raise malformed(MAX_TEXT, f"a filter has at most {MAX_TEXT:,} characters")
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            what = (
                "a quotation mark is not closed" if text[place] in "'\"`" else "this is no part of a filter"
            )
            raise malformed(place + 1, what)
        if token := _token(match, place + 1):
            found.append(token)
        place = match.end()
    found.append(Token("end", "", len(text) + 1))
    return found


def malformed(at: int, what: str) -> UserInputError:
    """Return the one error of this notation."""
    return UserInputError(
        f"filter, character {at}: {what}",
        code="filter_malformed",
        hint="write it like: industry = 'Banking' and amount > 10000",
    )


def _token(match: re.Match[str], at: int) -> Token | None:
    text = match.group()
    if match.lastgroup == "text":
        return Token("text", text[1:-1].replace("''", "'"), at)
    if match.lastgroup == "double":
        return Token("quoted_name", text[1:-1].replace('""', '"'), at)
    if match.lastgroup == "name":
        return Token("quoted_name", text[1:-1], at)
    if match.lastgroup == "number":
        return Token("number", text, at)
    if match.lastgroup == "word":
        return Token("word", text, at)
    return Token("sign", text, at) if match.lastgroup == "sign" else None
