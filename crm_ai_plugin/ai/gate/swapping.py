"""Whether a text gives what the engine says of one to another: of people, companies, amounts, lengths of time.

Each is known by the words around it. Where those of one stand around the other, and hardly any of its own do, the two
were swapped. And what went from A to B did not go from B to A.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..redaction.hiding import TOKEN
from .clauses import Clause
from .figures import figures
from .language import Language

_CLEAR = 2
"""By so many words the other's must be more than its own, or be all there and none of its own."""

_ASIDE = re.compile(r"\([^)]*\)?")

Anchor = tuple[str, str]
"""A kind of thing and which of them."""


def swapped(engine: Sequence[Clause], said: Sequence[Clause]) -> bool:
    """Return whether `said` gives to one what the engine says of another."""
    theirs, told = _around(engine), _around(said)
    for anchor, words in told.items():
        own = theirs.get(anchor)
        if own is None:
            continue
        for other, others in theirs.items():
            if other[0] == anchor[0] and other[1] != anchor[1] and _nearer(words, others - own, own - others):
                return True
    return False


def _nearer(words: set[str], others: set[str], own: set[str]) -> bool:
    there, here = len(words & others), len(words & own)
    return bool(own) and (there - here >= _CLEAR or bool(others and there == len(others) and not here))


def shuffled(own: Sequence[Clause], said: Sequence[Clause]) -> bool:
    """Return whether `said` is the words of `own` dealt out to other clauses: *fast on short, never on long*."""
    theirs, told = ([one.words_and_numbers for one in part] for part in (own, said))
    if len(theirs) < _CLEAR or len(theirs) != len(told) or set(theirs) == set(told):
        return False
    return sorted(word for one in theirs for word in one) == sorted(word for one in told for word in one)


def turned_back(engine: str, said: str, words: Language) -> bool:
    """Return whether `said` goes from B to A where the engine went from A to B."""
    there = set(_turns(engine, words))
    back = {(b, a) for a, b in there}
    return any(turn in back and turn not in there for turn in _turns(said, words))


def _around(clauses: Sequence[Clause]) -> dict[Anchor, set[str]]:
    found: dict[Anchor, set[str]] = defaultdict(set)
    sentence, people, before = "", [""], ("", Decimal(1))
    for clause in clauses:
        if clause.sentence != sentence:
            sentence, people = clause.sentence, []
        about = {word for word in clause.about if not word.startswith("⟦")} | clause.sides
        named = list(dict.fromkeys(TOKEN.findall(clause.text)))
        # A clause that names nobody goes on about whom the one before named.
        people = named or people[-1:]
        if len(people) == 1:
            found[people[0].rsplit("-", 1)[0], people[0]] |= about
        counted = figures(_ASIDE.sub(" ", clause.text.replace("·", ".")), clause.words).numbers
        by_unit: dict[str, list[Decimal]] = defaultdict(list)
        for number in counted:
            if number.implied and not number.unit:
                continue
            # "17 days; similar ones took 9" speaks of days twice.
            last = not number.unit and number in figures(clause.text.split()[-1], clause.words).numbers
            unit, factor = before if last else (number.unit, number.factor)
            by_unit[unit].append(min(number.values) * factor)
            before = (unit, factor) if unit in ("%", "minutes", "months") else before
        if len(by_unit.get("", ())) and len(by_unit) > 1:
            # What the bare one counts nobody knows: "121 days, against the 74 that others took".
            continue
        for unit, values in by_unit.items():
            if len(values) == 1 and unit != "ordinal":
                found[f"number {unit}", str(values[0].normalize())] |= about
    return found


def _turns(text: str, words: Language) -> Iterator[tuple[str, str]]:
    for found in words.turns.finditer(text):
        ends = {name.rstrip("0123456789"): value for name, value in found.groupdict().items() if value}
        yield _core(ends["from"]), _core(ends["to"])


def _core(end: str) -> str:
    """Return the number or the first word with weight."""
    digits = re.sub(r"\D", "", end)
    if digits:
        return digits
    return next((word for word in re.findall(r"[^\W\d_]+", end.casefold()) if len(word) > 3), end.casefold())
