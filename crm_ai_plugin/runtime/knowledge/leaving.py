"""Which texts may go to a provider for their vectors, and in which words.

The same two rules as for wording: of people who must not be profiled nothing leaves, neither what they said nor a text
that names them; and what leaves is redacted first. A text belongs to no deal here, so everybody whom the records
know may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...ai.redaction import NamesPolicy, Redaction
from ...ai.redaction.hiding import names_pattern
from ...ai.wording.tally import NoTally, Tally
from ...ports.writing import Person
from ...records import Contact
from ...store import WorkspaceSession

_WORD = re.compile(r"[^\W\d_][^\s,;:!?()\"“”„«»<>]*")
_LONGEST_NAME = 4
"""Words of a name that is looked for."""


@dataclass(frozen=True)
class Leaving:
    """Decides and redacts."""

    policy: NamesPolicy = "people"
    tally: Tally = field(default_factory=NoTally)

    def outgoing(
        self, session: WorkspaceSession, texts: Sequence[str], speakers: Sequence[str | None]
    ) -> list[str | None]:
        """Return each text as it may leave, None where it must stay.

        Args:
            session: Of the workspace whose records say who is meant.
            texts: Untrusted.
            speakers: Ids of the contacts who said them, where it was one.
        """
        silent = session.records.not_profiled([one for one in speakers if one is not None])
        return [
            None if speaker in silent else self._outgoing(session, text)
            for text, speaker in zip(texts, speakers, strict=True)
        ]

    def _outgoing(self, session: WorkspaceSession, text: str) -> str | None:
        said = _runs_of_words(text)
        contacts = session.records.people_named(said)
        barred = [name for one in contacts if one.do_not_profile for name in _telling(one)]
        if barred and names_pattern(barred).search(text):
            return None
        people = [Person(one.id, _names(one), one.do_not_profile) for one in contacts]
        people += [Person(name, (name, *name.split())) for name in session.records.owners_named(said)]
        companies = session.records.organisations_named(said) if self.policy == "all" else ()
        redaction = Redaction(people, companies, self.policy)
        hidden = redaction.hide(text)
        for kind, times in sorted(redaction.counts.items()):
            self.tally.count("crm_ai_redacted", times, kind=kind)
        return hidden


def _runs_of_words(text: str) -> list[str]:
    """Return every run of one to four words: a name is one of them."""
    words = [word.rstrip(".'’-") for word in _WORD.findall(text)]
    return list(
        dict.fromkeys(
            " ".join(words[at : at + size])
            for size in range(1, _LONGEST_NAME + 1)
            for at in range(len(words) - size + 1)
        )
    )


def _full(contact: Contact) -> str:
    return f"{contact.first_name or ''} {contact.last_name or ''}".strip()


def _names(contact: Contact) -> tuple[str, ...]:
    known = (_full(contact), contact.last_name, contact.first_name, contact.email, contact.phone)
    return tuple(name for name in known if name)


def _telling(contact: Contact) -> list[str]:
    """What names nobody else: a first name alone is anybody's."""
    return [name for name in (_full(contact), contact.last_name, contact.email) if name]
