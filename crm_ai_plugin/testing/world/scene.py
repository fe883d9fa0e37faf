"""Writing the single scenes of a deal: mails, calls, meetings, notes and tasks with their texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from crm_ai_plugin.testing.world.history import Draft, History, workday
from crm_ai_plugin.testing.world.phrases import phrasebook
from crm_ai_plugin.testing.world.rows import ContactRow

__all__ = ["SceneWriter"]


class SceneWriter:
    """Appends scenes to a history; every text is drawn from ``rng``, so order of calls matters."""

    def __init__(self, rng: Random, names: dict[str, Any], history: History) -> None:
        self.rng = rng
        self.history = history
        self._names = names
        self._book = phrasebook(history.account.language)
        self._people = {c.id: c for c in history.account.contacts}
        roles = {role: self._people[contact] for contact, role in reversed(history.roles.items())}
        champion = roles["champion"]
        buyer = roles.get("economic_buyer", champion)
        language = history.account.language
        self._slots: dict[str, object] = {
            "company": history.account.company.name,
            "industry": history.account.company.industry,
            "product": rng.choice(names["products"]),
            "site": rng.choice(names["sites"][language]),
            "seats": history.items[0][1],
            "competitor": history.competitor or rng.choice(names["competitors"]),
            "champion": f"{champion.first_name} {champion.last_name}",
            "eb": f"{buyer.first_name} {buyer.last_name}",
            "csm": rng.choice(names["csm"]),
            "feature": rng.choice(names["features"]),
            "integration": rng.choice(names["integrations"]),
            "discount": rng.choice((8, 10, 12, 15, 20)),
        }

    def person(self, contact_id: str) -> ContactRow:
        """The contact with this id in the deal's account."""
        return self._people[contact_id]

    def slots(self, contact_id: str, at: datetime) -> dict[str, object]:
        """The deal's slots with those of the person and the day set."""
        calendar = self._names["calendar"]
        language = self.history.account.language
        later = at + timedelta(days=60)
        self._slots["first"] = self._people[contact_id].first_name
        self._slots["day"] = calendar["days"][language][(at.weekday() + 2) % 5]
        self._slots["month"] = calendar["months"][language][later.month - 1]
        self._slots["quarter"] = f"Q{(later.month - 1) // 3 + 1} {later.year}"
        return self._slots

    def mail(
        self,
        at: datetime,
        contact_id: str,
        *,
        inbound: bool,
        thread: int,
        sentences: Sequence[str],
        subject: str,
        signals: tuple[str, ...] = (),
        earlier: Draft | None = None,
        copied: tuple[str, ...] = (),
    ) -> Draft:
        """One mail of a thread; ``earlier`` is quoted below it when given."""
        slots = self.slots(contact_id, at)
        person, owner = self._people[contact_id], self.history.owner
        if inbound:
            slots["first"] = owner.name.split()[0]
            signature = f"{person.first_name} {person.last_name}\n{person.title}, {slots['company']}"
        else:
            signature = f"{owner.name}\n{self._names['vendor']}"
        body = self._book.mail(self.rng, sentences, slots, signature)
        if earlier is not None:
            author = (
                owner.name if earlier.direction == "outbound" else f"{person.first_name} {person.last_name}"
            )
            body += self._book.quoted(earlier.body, author, earlier.at.strftime("%Y-%m-%d %H:%M"))
            subject = subject if subject.startswith("Re: ") else f"Re: {subject}"
        draft = Draft(
            "email",
            "inbound" if inbound else "outbound",
            at,
            at,
            subject,
            body,
            (contact_id, *copied),
            thread=thread,
            signals=signals,
        )
        self.history.drafts.append(draft)
        return draft

    def seller_sentences(self, contact_id: str, at: datetime, *extra: str) -> list[str]:
        """What a seller writes; ``extra`` names further phrase keys such as ``answer``."""
        return self._sentences("seller", contact_id, at, extra)

    def buyer_sentences(
        self, contact_id: str, at: datetime, signals: Sequence[str], *extra: str
    ) -> list[str]:
        """What a buyer writes, with a sentence for each signal."""
        slots = self.slots(contact_id, at)
        lines = self._sentences("buyer", contact_id, at, ())
        told = [self._book.signal(self.rng, signal, "buyer", slots) for signal in signals]
        ending = [self._book.draw(self.rng, "buyer", key, slots) for key in extra]
        return [*lines[:-1], *told, *ending, lines[-1]]

    def closing_sentence(self, contact_id: str, at: datetime, *, won: bool) -> str:
        """The sentence in which the buyer tells the outcome."""
        return self._book.draw(self.rng, "buyer", "won" if won else "lost", self.slots(contact_id, at))

    def reason(self, key: str) -> str:
        """The wording of a loss reason in the deal's language."""
        return self._book.reason(key, self._slots)

    def subject(self, kind: str, contact_id: str, at: datetime) -> str:
        """A subject line for an activity of this kind."""
        return self._book.draw(self.rng, "subjects", kind, self.slots(contact_id, at))

    def call(self, at: datetime, contact_id: str, *, inbound: bool, signals: tuple[str, ...]) -> None:
        """A call with notes."""
        text = self._notes("call", "body", contact_id, at, signals)
        self.history.drafts.append(
            Draft(
                "call",
                "inbound" if inbound else "outbound",
                at,
                at,
                self.subject("call", contact_id, at),
                text,
                (contact_id,),
                duration_s=self.rng.randrange(90, 2700),
                signals=signals,
            )
        )

    def meeting(
        self,
        booked_at: datetime,
        at: datetime,
        people: tuple[str, ...],
        signals: tuple[str, ...],
        *,
        past: bool,
    ) -> None:
        """A meeting: minutes when it has taken place, an agenda when it is only booked."""
        text = self._notes("meeting", "past" if past else "future", people[0], at, signals if past else ())
        self.history.drafts.append(
            Draft(
                "meeting",
                "outbound",
                at,
                booked_at,
                self.subject("meeting", people[0], at),
                text,
                people,
                duration_s=self.rng.choice((1800, 2700, 3600, 5400)),
                signals=signals if past else (),
            )
        )

    def note(
        self,
        at: datetime,
        contact_id: str,
        signals: tuple[str, ...] = (),
        *,
        key: str = "body",
        reason: str = "",
    ) -> None:
        """An internal note; ``key`` may be ``won`` or ``lost`` for the closing note."""
        self._slots["reason"] = reason
        text = self._notes("note", key, contact_id, at, signals)
        self.history.drafts.append(
            Draft(
                "note", "", at, at, self.subject("note", contact_id, at), text, (contact_id,), signals=signals
            )
        )

    def task(self, recorded_at: datetime, due: datetime, contact_id: str) -> None:
        """A task of the owner's."""
        self.history.drafts.append(
            Draft("task", "", due, recorded_at, self.subject("task", contact_id, due), "", (contact_id,))
        )

    def later(self, at: datetime, hours: float) -> datetime:
        """A working hour at least ``hours`` (never under five minutes) after ``at``."""
        return workday(at + timedelta(hours=max(hours, 0.1)))

    def _sentences(self, voice: str, contact_id: str, at: datetime, extra: Sequence[str]) -> list[str]:
        slots = self.slots(contact_id, at)
        keys = ["opener", *extra, *(["body"] * self.rng.choice((1, 1, 2))), "ask"]
        lines = [self._book.draw(self.rng, voice, key, slots) for key in keys]
        return list(dict.fromkeys(lines))

    def _notes(self, section: str, key: str, contact_id: str, at: datetime, signals: Sequence[str]) -> str:
        slots = self.slots(contact_id, at)
        lines = [self._book.draw(self.rng, section, key, slots)]
        lines += [self._book.signal(self.rng, signal, "note", slots) for signal in signals]
        return " ".join(lines)
