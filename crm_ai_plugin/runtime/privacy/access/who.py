"""Who asks, and who else is around them: what the search looks for, and what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ....ai.redaction.hiding import names_pattern
from ....records import Activity, Contact, Owner
from ....store import WorkspaceSession
from .masking import Masker

Key = tuple[str, str]
_LEAST_NAME = 3


@dataclass(frozen=True)
class Asker:
    """A person with all contacts that share one of their addresses.

    Attributes:
        contacts: (connection, id).
        records: Those contacts, as far as they are stored.
        activities: (connection, id) of what they took part in.
        deals: (connection, id) of deals that they are on or were spoken to about.
        others: Contacts who took part in the same, and everybody who sells.
    """

    contacts: tuple[Key, ...]
    records: tuple[Contact, ...]
    activities: frozenset[Key]
    deals: frozenset[Key]
    others: tuple[Contact | Owner, ...]

    @property
    def emails(self) -> list[str]:
        """Their addresses."""
        return [one.email.strip() for one in self.records if one.email]

    @property
    def full_names(self) -> list[str]:
        """First and last name together."""
        return [
            f"{one.first_name} {one.last_name}" for one in self.records if one.first_name and one.last_name
        ]

    @property
    def parts(self) -> list[str]:
        """Single names: they tell the person only where it is about their deals."""
        found = [name for one in self.records for name in (one.first_name, one.last_name) if name]
        return [name for name in dict.fromkeys(found) if len(name) >= _LEAST_NAME]

    @property
    def phones(self) -> list[str]:
        """Their telephone numbers, as they are written."""
        return [one.phone.strip() for one in self.records if one.phone and one.phone.strip()]

    @property
    def needles(self) -> list[str]:
        """What to ask a database for; everything that mentions them holds one of these."""
        last = [one.last_name for one in self.records if one.last_name]
        return list(dict.fromkeys([*self.emails, *self.full_names, *self.phones, *self.parts, *last]))

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        return names_pattern([*self.emails, *self.full_names, *self.phones])

    @cached_property
    def _on_their_deals(self) -> re.Pattern[str]:
        return names_pattern([*self.emails, *self.full_names, *self.phones, *self.parts])

    def mentions(self, text: str, *, on_their_deal: bool) -> bool:
        """Return whether a text mentions them; where it is about their deal, by a single name as well."""
        return (self._on_their_deals if on_their_deal else self._anywhere).search(text) is not None

    def masker(self, named: Sequence[Contact] = ()) -> Masker:
        """Return what leaves everybody else out.

        Args:
            named: People who are not around them and may be spoken of all the same; those count by their full names,
                since a single one may be anybody's or a word.
        """
        own = {id_ for _, id_ in self.contacts}
        names = [
            f"{one.first_name} {one.last_name}"
            for one in named
            if one.first_name and one.last_name and one.id not in own
        ]
        for one in self.others:
            if isinstance(one, Contact):
                names += [part for part in (one.first_name, one.last_name) if part]
                names.append(one.display_name if "@" not in one.display_name else "")
            else:
                names += [one.name, *one.name.split()]
        return Masker(
            own_names=[*self.full_names, *self.parts],
            own_emails=self.emails,
            other_names=[name for name in names if len(name) >= _LEAST_NAME],
            other_phones=[one.phone for one in self.others if isinstance(one, Contact) and one.phone],
            own_ids=[id_ for _, id_ in self.contacts],
        )


def asker(session: WorkspaceSession, connection: str, contact_id: str) -> Asker:
    """Return who a contact is; somebody who is not stored any more is known by the id alone."""
    records = session.records
    known: dict[Key, Contact] = {
        (connection, one.id): one for one in records.fetch(connection, Contact, [contact_id])
    }
    emails = [one.email for one in known.values() if one.email]
    if emails:
        known |= {(key, one.id): one for key, one in records.contacts_at(emails)}
    keys = tuple(dict.fromkeys([(connection, contact_id), *known]))
    activities: list[tuple[str, Activity]] = []
    deals: set[Key] = set()
    others: dict[Key, Contact | Owner] = {}
    for key, id_ in keys:
        found = records.took_part(key, id_)
        activities += [(key, one) for one in found]
        deals |= {(key, one) for one in records.deals_of(key, id_)}
        deals |= {(key, one.deal_id) for one in found if one.deal_id}
    for key in {connection for connection, _ in keys}:
        around = records.around(
            key, [id_ for c, id_ in deals if c == key], [a.id for c, a in activities if c == key]
        )
        others |= {(key, one.id): one for one in around if (key, one.id) not in keys}
    return Asker(
        contacts=keys,
        records=tuple(known.values()),
        activities=frozenset((key, one.id) for key, one in activities),
        deals=frozenset(deals),
        others=tuple(others.values()),
    )


def ids_of(keys: Sequence[Key] | frozenset[Key], connection: str | None) -> set[str]:
    """Return the ids of one connection; of all where none is said."""
    return {id_ for key, id_ in keys if connection in (None, key)}
