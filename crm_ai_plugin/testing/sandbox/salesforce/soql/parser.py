"""Reading a query. Whatever is not understood is refused, never passed over."""

from __future__ import annotations

from typing import Literal

from crm_ai_plugin.testing.sandbox.salesforce.errors import SalesforceError, bad_request
from crm_ai_plugin.testing.sandbox.salesforce.soql.lexer import Token, malformed, tokens
from crm_ai_plugin.testing.sandbox.salesforce.soql.tree import (
    Bare,
    Both,
    Compare,
    Condition,
    Either,
    Literals,
    Neither,
    Number,
    Order,
    Path,
    Query,
    Text,
    Value,
)

__all__ = ["parse"]

MAX_LENGTH = 100_000
MAX_DEPTH = 60
MAX_OFFSET = 2000
_MAX_PARENTS = 5
_RESERVED = frozenset(
    {
        "select",
        "from",
        "where",
        "and",
        "or",
        "not",
        "in",
        "like",
        "order",
        "limit",
        "offset",
        "group",
        "having",
    }
)
_Operator = Literal["=", "!=", "<", "<=", ">", ">=", "like", "in", "not in"]
_OPERATORS: dict[str, _Operator] = {
    "=": "=",
    "!=": "!=",
    "<>": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}


def parse(query: str) -> Query:
    """The query a text says.

    Raises:
        SalesforceError: 400, it is no query, or one beyond this subset.
    """
    if len(query) > MAX_LENGTH:
        raise malformed(f"SOQL statements cannot be longer than {MAX_LENGTH} characters.")
    return _Parser(tokens(query)).query()


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0

    def query(self) -> Query:
        self._expect("select")
        count, every, fields = self._selection()
        self._expect("from")
        source = self._name()
        if "." in source:
            raise malformed(f"unexpected token: '{source}'")
        where = self._either() if self._accept("where") else None
        order: tuple[Order, ...] = ()
        if self._accept("order"):
            self._expect("by")
            order = self._orders()
        limit = self._whole("limit")
        offset = self._whole("offset") or 0
        if offset > MAX_OFFSET:
            raise bad_request("NUMBER_OUTSIDE_VALID_RANGE", f"Maximum SOQL offset allowed is {MAX_OFFSET}")
        if self._peek.kind != "end":
            raise self._unexpected()
        if every and every != "standard" and (limit is None or limit > 200):
            raise malformed("The SOQL FIELDS function must have a LIMIT of at most 200")
        return Query(fields, source, where, order, limit, offset, count, every)

    def _selection(self) -> tuple[bool, str, tuple[Path, ...]]:
        word = self._peek.text.lower()
        if (
            self._peek.kind == "word"
            and word in ("count", "fields")
            and self._tokens[self._at + 1].text == "("
        ):
            self._at += 2
            every = "" if word == "count" else self._name().lower()
            if every not in ("", "all", "standard", "custom"):
                raise self._unexpected(back=1)
            self._sign(")")
            return word == "count", every, ()
        fields = [self._path()]
        while self._accept_sign(","):
            fields.append(self._path())
        named = [tuple(part.lower() for part in path) for path in fields]
        if len(set(named)) < len(named):
            twice = next(path for path in named if named.count(path) > 1)
            raise malformed(f"duplicate field selected: {'.'.join(twice)}")
        return False, "", tuple(fields)

    def _either(self) -> Condition:
        parts = [self._both()]
        kinds = set()
        while self._peek.kind == "word" and self._peek.text.lower() in ("and", "or"):
            kinds.add(self._peek.text.lower())
            if len(kinds) > 1:
                # SOQL has no precedence between AND and OR: it wants parentheses.
                raise self._unexpected()
            self._at += 1
            parts.append(self._both())
        if len(parts) == 1:
            return parts[0]
        return Either(tuple(parts)) if "or" in kinds else Both(tuple(parts))

    def _both(self) -> Condition:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise bad_request(
                "QUERY_TOO_COMPLICATED", "Query is either selecting too many fields or too deep."
            )
        try:
            if self._accept("not"):
                return Neither(self._both())
            if self._accept_sign("("):
                inside = self._either()
                self._sign(")")
                return inside
            return self._compare()
        finally:
            self._depth -= 1

    def _compare(self) -> Compare:
        path = self._path()
        token = self._next()
        word = token.text.lower()
        if token.kind == "sign" and word in _OPERATORS:
            return Compare(path, _OPERATORS[word], (self._value(),))
        if token.kind == "word" and word == "like":
            value = self._value()
            if not isinstance(value, Text):
                raise malformed("LIKE needs a text in quotes")
            return Compare(path, "like", (value,))
        if token.kind == "word" and word == "in":
            return Compare(path, "in", self._values())
        if token.kind == "word" and word == "not":
            self._expect("in")
            return Compare(path, "not in", self._values())
        raise self._unexpected(back=1)

    def _values(self) -> Literals:
        self._sign("(")
        found = [self._value()]
        while self._accept_sign(","):
            found.append(self._value())
        self._sign(")")
        return tuple(found)

    def _value(self) -> Value:
        token = self._next()
        if token.kind == "text":
            return Text(token.text, token.like)
        if token.kind == "number":
            return Number(token.text)
        if token.kind == "bare" or (token.kind == "word" and token.text.lower() not in _RESERVED):
            return Bare(token.text)
        raise self._unexpected(back=1)

    def _orders(self) -> tuple[Order, ...]:
        found = [self._order()]
        while self._accept_sign(","):
            found.append(self._order())
        return tuple(found)

    def _order(self) -> Order:
        path = self._path()
        descending = self._accept("desc")
        if not descending:
            self._accept("asc")
        nulls_last = None
        if self._accept("nulls"):
            nulls_last = self._accept("last")
            if not nulls_last:
                self._expect("first")
        return Order(path, descending, nulls_last)

    def _whole(self, word: str) -> int | None:
        if not self._accept(word):
            return None
        token = self._next()
        if token.kind != "number" or not token.text.isdigit() or len(token.text) > 9:
            raise self._unexpected(back=1)
        return int(token.text)

    def _path(self) -> Path:
        parts = tuple(self._name().split("."))
        if len(parts) > _MAX_PARENTS + 1:
            raise malformed("SOQL relationships may be at most five levels deep")
        return parts

    def _name(self) -> str:
        token = self._next()
        if token.kind != "word" or ":" in token.text or token.text.lower() in _RESERVED:
            raise self._unexpected(back=1)
        return token.text

    @property
    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._tokens[self._at]
        if token.kind != "end":
            self._at += 1
        return token

    def _accept(self, word: str) -> bool:
        if self._peek.kind == "word" and self._peek.text.lower() == word:
            self._at += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._accept(word):
            raise self._unexpected()

    def _accept_sign(self, sign: str) -> bool:
        if self._peek.kind == "sign" and self._peek.text == sign:
            self._at += 1
            return True
        return False

    def _sign(self, sign: str) -> None:
        if not self._accept_sign(sign):
            raise self._unexpected()

    def _unexpected(self, back: int = 0) -> SalesforceError:
        token = self._tokens[max(0, self._at - back)] if self._peek.kind != "end" else self._peek
        return malformed(f"line 1:{token.at} unexpected token: '{token.text}'")
