"""Tokens of a filter → its condition, by recursive descent.

    any        = all, { "or", all }
    all        = one, { "and", one }
    one        = "not", one | "(", any, ")" | comparison
    comparison = field, ( "=" | "!=" | "<" | "<=" | ">" | ">=" | "contains" ), value
               | field, [ "not" ], "in", "(", value, { ",", value }, ")"
               | field, "is", [ "not" ], ( "known" | "unknown" )
    value      = 'text' | "text" | number | true | false | date | word

A field whose name has spaces stands in double quotes or backticks.
"""

from __future__ import annotations

import math
from typing import cast

from ....insights.cohort import MAX_COMPARISONS, MAX_DEPTH, All, AnyOf, Comparison, Condition, Not, Op, Value
from .lexer import Token, malformed, tokens

_SIGNS = {"=": "=", "==": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
KEYWORDS = frozenset({"and", "or", "not", "in", "is", "contains"})
_TRUTH = {"true": True, "false": False, "yes": True, "no": False}
_KNOWN = {"known": True, "unknown": False, "null": False, "empty": False}


def parse(text: str) -> Condition:
    """Return the condition that `text` says.

    Raises:
        UserInputError: code ``filter_malformed``; says at which character and what was expected.
    """
    reading = _Reading(tokens(text))
    found = reading.any(1)
    if reading.now.kind != "end":
        raise malformed(reading.now.at, "expected and, or, or the end")
    return found


class _Reading:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._place = 0
        self._comparisons = 0

    @property
    def now(self) -> Token:
        return self._tokens[self._place]

    def take(self) -> Token:
        token = self.now
        if token.kind != "end":
            self._place += 1
        return token

    def accept(self, text: str) -> bool:
        """Take the next token if it is this keyword or sign."""
        if self.now.keyword == text or (self.now.kind == "sign" and self.now.text == text):
            self.take()
            return True
        return False

    def any(self, depth: int) -> Condition:
        parts = [self.all(depth)]
        while self.accept("or"):
            parts.append(self.all(depth))
        return parts[0] if len(parts) == 1 else AnyOf(any=parts)

    def all(self, depth: int) -> Condition:
        parts = [self.one(depth)]
        while self.accept("and"):
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else All(all=parts)

    def one(self, depth: int) -> Condition:
        # What stands in and, or, not is one deeper than it; two levels can come of one bracket.
        if 2 * depth > MAX_DEPTH:
            raise malformed(self.now.at, "it is nested too deeply")
        if self.accept("not"):
            return Not.of(self.one(depth + 1))
        if self.accept("("):
            found = self.any(depth + 1)
            if not self.accept(")"):
                raise malformed(self.now.at, "expected )")
            return found
        return self.comparison()

    def comparison(self) -> Condition:
        self._comparisons += 1
        if self._comparisons > MAX_COMPARISONS:
            raise malformed(self.now.at, f"at most {MAX_COMPARISONS} comparisons")
        field = self.field()
        if self.accept("is"):
            wanted = not self.accept("not")
            token = self.take()
            if token.keyword not in _KNOWN:
                raise malformed(token.at, "expected known or unknown")
            return Comparison(field=field, op="known", value=_KNOWN[token.keyword] is wanted)
        if self.accept("not"):
            if not self.accept("in"):
                raise malformed(self.now.at, "expected in")
            return Not.of(self.among(field))
        if self.accept("in"):
            return self.among(field)
        if self.accept("contains"):
            return Comparison(field=field, op="contains", value=self.value("contains"))
        token = self.take()
        if token.kind != "sign" or token.text not in _SIGNS:
            raise malformed(token.at, "expected =, !=, <, <=, >, >=, in, contains or is")
        return Comparison(field=field, op=cast(Op, _SIGNS[token.text]), value=self.value(token.text))

    def field(self) -> str:
        token = self.take()
        named = token.kind == "quoted_name" or (token.kind == "word" and token.keyword not in KEYWORDS)
        if not named or not token.text.strip():
            raise malformed(token.at, "expected the name of a field")
        if len(token.text) > 120:
            raise malformed(token.at, "a field's name has at most 120 characters")
        return token.text.strip()

    def among(self, field: str) -> Comparison:
        if not self.accept("("):
            raise malformed(self.now.at, "expected ( after in")
        values = [self.value("(")]
        while self.accept(","):
            if len(values) == 200:
                raise malformed(self.now.at, "at most 200 values")
            values.append(self.value(","))
        if not self.accept(")"):
            raise malformed(self.now.at, "expected , or )")
        return Comparison(field=field, op="in", value=values)

    def value(self, after: str) -> Value:
        token = self.take()
        if token.kind == "number":
            number = float(token.text)
            if not math.isfinite(number):
                raise malformed(token.at, "this number is too large")
            return number
        if token.kind in ("text", "quoted_name") or (token.kind == "word" and token.keyword not in KEYWORDS):
            if len(token.text) > 500:
                raise malformed(token.at, "a text has at most 500 characters")
            return _TRUTH.get(token.keyword, token.text)
        raise malformed(token.at, f"expected a value after {after}")
