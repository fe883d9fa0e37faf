"""Who is to be forgotten, for as long as it takes; and the marks that stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..records import Contact, Owner
from .marks import Marker, plain_email, plain_phone, plain_word, spelt_words, words_of
from .sentences import sentences

LEAST_WORDS = 5
"""Words of a sentence that is known again when somebody else quotes it; shorter ones are anybody's."""
_LEAST_LETTERS = 3
MOST_WORDS_OF_A_NAME = 5

Key = tuple[str, str]
"""(connection, id)."""


@dataclass(frozen=True)
class Person:
    """What tells a person and where they were, read before anything of it goes.

    Attributes:
        contacts: Their contacts: all of this workspace with one of their addresses.
        emails: As they are compared.
        phones: As they are compared; those of others too are left out.
        names: Full names, as words; those of others too are left out.
        deals: Deals that they are on or were spoken to about.
        companies: Theirs.
        activities: Touchpoints that they took part in.
        tokens: (scope, word): parts of their name where nobody else has it and it is no other word.
        telling: Words of their last name that nobody else has and that are no other word.
    """

    contacts: tuple[Key, ...]
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    deals: tuple[Key, ...] = ()
    companies: tuple[Key, ...] = ()
    activities: tuple[Key, ...] = ()
    tokens: tuple[tuple[str, str], ...] = ()
    telling: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Person:
        """Read what :meth:`to_dict` wrote."""
        return cls(**{name: _tuples(value) for name, value in values.items()})

    @property
    def needles(self) -> tuple[str, ...]:
        """What a text that mentions them holds, whatever its case: for finding it in a database."""
        found = [*self.emails, *(name[-1] for name in self.names), *(name[0] for name in self.names)]
        return tuple(
            dict.fromkeys([*found, *(word for _, word in self.tokens), *(p[-4:] for p in self.phones)])
        )

    @property
    def scopes(self) -> tuple[str, ...]:
        """Where parts of their name and what they said are known again."""
        deals = [scope_of("deal", *key) for key in self.deals]
        return tuple(dict.fromkeys([*deals, *(scope_of("company", *key) for key in self.companies)]))

    def marks(self, marker: Marker) -> list[tuple[str, str]]:
        """Return (mark, kind) of what tells them."""
        found = [(marker.contact(*key), "contact") for key in self.contacts]
        found += [(marker.email(one), "email") for one in self.emails]
        found += [(mark, "phone") for one in self.phones if (mark := marker.phone(one))]
        for name in self.names:
            found += [(marker.name(order), f"name{len(order)}") for order in (name, (name[-1], *name[:-1]))]
        found += [(marker.token(scope, word), "token") for scope, word in self.tokens]
        return list(dict.fromkeys(found))


def scope_of(kind: str, connection: str, id_: str) -> str:
    """Return the name of a place where words are known again."""
    return f"{kind}\x1f{connection}\x1f{id_}"


def told_sentences(texts: Iterable[str]) -> list[str]:
    """Return the sentences of somebody's own texts that are long enough to be known again."""
    found = (piece for text in texts for piece in sentences(text))
    return [one for one in dict.fromkeys(found) if len(one.split()) >= LEAST_WORDS]


def names_of(contacts: Sequence[Contact]) -> list[tuple[str, ...]]:
    """Return their full names, as words."""
    found = []
    for one in contacts:
        if one.first_name and one.last_name:
            words = tuple(words_of(f"{one.first_name} {one.last_name}"))[:MOST_WORDS_OF_A_NAME]
            if len(words) > 1:
                found.append(words)
    return list(dict.fromkeys(found))


def of_nobody_else(
    person: Sequence[Contact], others: Iterable[Contact | Owner]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], frozenset[str]]:
    """Return (phones, full names, words of names) of a person that nobody else bears."""
    phones = {plain_phone(one.phone) for one in person if one.phone} - {""}
    names = names_of(person)
    words = {word for one in person for word in words_of(f"{one.first_name or ''} {one.last_name or ''}")}
    words = {word for word in words if len(word) >= _LEAST_LETTERS}
    for other in others:
        if isinstance(other, Contact):
            phones -= {plain_phone(other.phone or "")}
            text = f"{other.first_name or ''} {other.last_name or ''}"
        else:
            text = other.name
        theirs = words_of(text)
        if words & set(theirs):
            names = [name for name in names if name != tuple(theirs)]
            words -= set(theirs)
    return tuple(sorted(phones)), tuple(names), frozenset(words)


def emails_of(contacts: Sequence[Contact]) -> tuple[str, ...]:
    """Return their addresses, as they are compared."""
    return tuple(dict.fromkeys(plain_email(one.email) for one in contacts if one.email))


def is_other_word(word: str, text: str) -> bool:
    """Return whether a word stands in a text in small letters: there it is no name."""
    return any(plain_word(one) == word for one in spelt_words(text) if one[:1].islower())


def _tuples(value: Any) -> Any:  # noqa: ANN401  # JSON
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value
