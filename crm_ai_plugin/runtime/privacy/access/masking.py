"""Leaves other people out of what one person is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ....ai.redaction.hiding import names_pattern

PERSON, ADDRESS, NUMBER = "[another person]", "[address]", "[number]"

_EMAIL = re.compile(r"[\w.+'%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(r"(?<![\w@])\+?\(?\d[\d\s()/.\-]{5,24}\d")
_CAPITAL = re.compile(r"[A-Z\u00c0-\u00de\u0370-\u1fff\u3040-\ud7af][\w'-]{1,40}")
_LEAST_DIGITS = 7
_LAST_DIGITS = 9


class Masker:
    """Knows who a report is for, and whom it is not for.

    Args:
        own_names: Words and full names of the person: never masked, whoever bears them too.
        own_emails: Their addresses; any other address is somebody else's.
        other_names: Full names and parts of names of others who are known.
        other_phones: Telephone numbers of others; other numbers stay, because most are no telephones.
        other_ids: Ids of other contacts, as lists of people hold them.
        own_ids: Theirs.
    """

    def __init__(
        self,
        *,
        own_names: Iterable[str] = (),
        own_emails: Iterable[str] = (),
        other_names: Iterable[str] = (),
        other_phones: Iterable[str] = (),
        own_ids: Iterable[str] = (),
    ) -> None:
        own = {word.casefold() for name in own_names for word in (name, *name.split())}
        others = [one for one in other_names if len(one) > 1 and one.casefold() not in own]
        self._names = names_pattern(others)
        self._own_emails = {one.strip().casefold() for one in own_emails}
        self._other_phones = {digits for one in other_phones if (digits := _digits(one))}
        self._own_ids = frozenset(own_ids)
        self.count = 0
        self.words: set[str] = set()
        """Words with a capital that were seen: names, among others."""

    def text(self, text: str) -> str:
        """Return a text without what tells others."""
        self.words.update(_CAPITAL.findall(text))
        return self._names.sub(self._masked(PERSON), self._phones(self._emails(text)))

    def people(self, ids: Iterable[str]) -> list[str]:
        """Return a list of contacts' ids in which others are only counted."""
        return [one if one.rpartition(":")[2] in self._own_ids else self._hide(PERSON) for one in ids]

    def json(self, value: Any) -> Any:  # noqa: ANN401  # any JSON
        """Return JSON whose texts are masked; keys are names of fields and stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {str(key): self.json(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.json(inner) for inner in value]
        return value

    def _emails(self, text: str) -> str:
        return _EMAIL.sub(
            lambda found: (
                found[0] if found[0].rstrip(".").casefold() in self._own_emails else self._hide(ADDRESS)
            ),
            text,
        )

    def _phones(self, text: str) -> str:
        if not self._other_phones:
            return text
        return _PHONE.sub(
            lambda found: self._hide(NUMBER) if _digits(found[0]) in self._other_phones else found[0], text
        )

    def _masked(self, instead: str) -> Any:  # noqa: ANN401  # what `sub` takes
        return lambda _found: self._hide(instead)

    def _hide(self, instead: str) -> str:
        self.count += 1
        return instead


class Listener(Masker):
    """Only hears which words with a capital are said; what it returns is as it was, and shown to nobody."""

    def text(self, text: str) -> str:
        """Note the words of a text."""
        self.words.update(_CAPITAL.findall(text))
        return text


def _digits(number: str) -> str:
    digits = "".join(one for one in number if one.isdecimal()).lstrip("0")
    return digits[-_LAST_DIGITS:] if len(digits) >= _LEAST_DIGITS else ""
