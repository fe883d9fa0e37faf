"""Loads a language's sentences and fills them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from ..yaml_data import load_yaml
from .plain import plain
from .say import Money, Say

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


_LONG = 300


class _AbsentError(LookupError):
    """A sentence part speaks of something that is not there."""


_OWN = "crm_ai_plugin.sentences"
"""Months, units and the names of things: every language needs them, whoever speaks."""


class Catalogue(Formatter):
    """The sentences of one language.

    A sentence is a format string. A part in double square brackets is left out when one of its values is
    absent. Format specs: ``one|many`` (a count with its noun), ``%``, ``+%``, ``date``, ``money``, ``hours``,
    ``ago`` (days; ``Ago`` at the beginning of a sentence), ``list``, ``long`` (a text of up to 300 characters), ``term.<kind>`` (a named term, or several), a digit (decimals); anything else is text, made plain.
    """

    def __init__(self, language: str, sentences: Mapping[str, Any]) -> None:
        """Keep the flattened sentences."""
        self.language = language
        self._sentences = sentences

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self._sentences

    @property
    def keys(self) -> frozenset[str]:
        """Keys of all sentences."""
        return frozenset(self._sentences)

    def text(self, key: str) -> str:
        """Return a sentence unfilled.

        Raises:
            KeyError: the catalogue has no such sentence.
        """
        return str(self._sentences[key])

    def render(self, say: Say) -> str:
        """Return the sentence.

        Raises:
            KeyError: the catalogue has no such sentence, or a value outside of optional parts is absent.
        """
        return self.fill(self.text(say.key), say.params)

    def fill(self, template: str, params: Mapping[str, Any]) -> str:
        """Fill a format string of this catalogue."""

        def optional(found: re.Match[str]) -> str:
            try:
                return self.vformat(found.group(1), (), params)
            except _AbsentError:
                return ""

        pieces, last = [], 0
        for found in _OPTIONAL.finditer(template):
            pieces += [self.vformat(template[last : found.start()], (), params), optional(found)]
            last = found.end()
        pieces.append(self.vformat(template[last:], (), params))
        return "".join(pieces).strip()

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        """Look a name up as it stands: a dot is part of it and never reaches into an object."""
        value = kwargs.get(field_name)
        if value is None or (isinstance(value, str | tuple) and not value):
            raise _AbsentError(field_name)
        return value, field_name

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401  # as in the base class
        """Write one value in this language."""
        if format_spec.startswith("term."):
            return self._terms(value, format_spec.removeprefix("term."))
        if "|" in format_spec:
            one, many = format_spec.split("|")
            count = round(float(value))
            return f"{count:,} {one if abs(count) == 1 else many}"
        special = {
            "%": lambda: f"{100 * float(value):.0f} %",
            "+%": lambda: f"{100 * float(value):+.0f} %",
            "date": lambda: self._date(value),
            "ago": lambda: self._ago(value),
            "Ago": lambda: self._ago(value).capitalize(),
            "money": lambda: self._money(value),
            "hours": lambda: self._hours(float(value)),
            "long": lambda: plain(str(value), _LONG),
            "list": lambda: self.join([plain(str(part)) for part in value]),
        }.get(format_spec)
        if special is not None:
            return special()
        if format_spec.isdigit():
            return f"{float(value):,.{int(format_spec)}f}"
        return plain(str(value))

    def join(self, parts: Sequence[str]) -> str:
        """Write parts as a list in a sentence."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self._word('and')} {parts[-1]}"

    def _word(self, key: str) -> str:
        return str(self._sentences[f"format.{key}"])

    def _terms(self, value: Any, kind: str) -> str:  # noqa: ANN401
        kind, _, style = kind.partition(":")
        terms = [
            str(self._sentences.get(f"term.{kind}.{part}") or plain(str(part).replace("_", " ")))
            for part in ((value,) if isinstance(value, str) else value)
        ]
        text = self.join(terms)
        return text[:1].upper() + text[1:] if style == "cap" else text

    def _date(self, value: date | datetime) -> str:
        return f"{value.day} {self._sentences['format.months'][value.month - 1]} {value.year}"

    def _ago(self, days: float) -> str:
        count = round(days)
        if count in (0, 1):
            return self._word("yesterday" if count else "today")
        return self._word("days_ago").format(n=f"{count:,}")

    @staticmethod
    def _money(value: Money) -> str:
        return f"{value.amount:,.0f} {plain(value.currency or '', 8)}".strip()

    def _hours(self, value: float) -> str:
        if value < 1:
            return self._word("minutes")
        if value < 48:
            count = round(value)
            return f"{count} {self._word('hour' if count == 1 else 'hours')}"
        count = round(value / 24)
        return f"{count} {self._word('day' if count == 1 else 'days')}"


@cache
def catalogue(language: str, *packages: str) -> Catalogue:
    """Return the sentences of `language` out of `packages`; a later package may say a sentence anew.

    Args:
        language: Two letters.
        packages: Dotted names of packages that hold a folder of YAML per language.

    Raises:
        KeyError: one of them has no such language.
    """
    sentences: dict[str, Any] = {}
    for package in (_OWN, *packages):
        if language not in languages(package):
            raise KeyError(language)
        for entry in (files(package) / language).iterdir():
            if entry.name.endswith(".yaml"):
                _flatten("", load_yaml(entry.read_text(encoding="utf-8")), sentences)
    return Catalogue(language, sentences)


@cache
def languages(package: str = _OWN) -> tuple[str, ...]:
    """Return the languages that a package has words in."""
    return tuple(sorted(e.name for e in files(package).iterdir() if e.is_dir() and len(e.name) == 2))


def _flatten(prefix: str, part: Any, into: dict[str, Any]) -> None:  # noqa: ANN401
    if isinstance(part, Mapping):
        for key, value in part.items():
            _flatten(f"{prefix}.{key}" if prefix else str(key), value, into)
    else:
        into[prefix] = part
