"""Gathers everything that is held about a person: place by place, as the registry of personal data lists them.

No place is named here. What a new table holds of people is found by what the table declares; what it is called in plain
words stands in ``places.yaml``, and a test keeps that complete.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml
from sqlalchemy import LargeBinary, Table

from ....errors import CrmAiError, NotFoundError
from ....ports.clock import Clock
from ....privacy import Named
from ....privacy.person import Person
from ....store import Store, WorkspaceSession, new_id
from ....store.tables import RecordTable
from ...vault import Vault
from ..registry import PersonalDataRegistry, TablePlace
from .masking import Listener, Masker
from .report import AccessReport, Computed, Entry, Recipient, Section
from .telling import Mentions, at_of, context_of, in_delivery, own_values
from .who import Asker, asker, ids_of

Row = Mapping[str, Any]
Told = Callable[[int, int], None]
"""Called with how many places have been looked through, of how many."""

INBOX = "inbox"
_AT_ONCE = 200
_MOST_SOURCES = 50


@dataclass(frozen=True)
class Accessing:
    """Answers "what do you hold about me?".

    Args:
        store: What is looked through.
        vault: Opens what is kept encrypted.
        provider: Where texts go to be worded: the host of the language model's server.
        clock: The time.
    """

    store: Store
    vault: Vault
    provider: str
    clock: Clock

    def report(
        self,
        workspace: str,
        contact_id: str,
        connection: str | None = None,
        *,
        by: str,
        where: str = "",
        told: Told = lambda _done, _all: None,
    ) -> AccessReport:
        """Return everything that is held about a contact and whoever has its address.

        Args:
            workspace: Whose contact.
            contact_id: Its id in the CRM.
            connection: Needed when two connections share the id, or the contact is not stored any more.
            by: Who asks on the person's behalf; noted with `where`.
            where: Where the answer goes, so that it can be found when the person is to be forgotten.
            told: Is told how far it is.

        Raises:
            NotFoundError: no such contact, and no connection was named.
            ConflictError: several connections have a contact of that id.
        """
        with self.store.workspace(workspace) as session:
            try:
                key = session.records.find_contact(contact_id, connection)[0]
            except NotFoundError:
                if connection is None:
                    raise
                key = connection
            who = asker(session, key, contact_id)
            opted_out = any(session.records.opt_out(*one) for one in who.contacts)
        places = [one for one in _places().values() if one.data.of_contacts]
        # Read twice: who is spoken of turns out from the texts, and has to be known before any of them is shown.
        first = Listener(own_ids=[id_ for _, id_ in who.contacts])
        for number, place in enumerate(places, start=1):
            for _ in self._entries(workspace, place, who, first):
                pass
            told(number, 2 * len(places))
        with self.store.workspace(workspace) as session:
            masker = who.masker(session.records.people_named(sorted(first.words)))
        sections: list[Section] = []
        for number, place in enumerate(places, start=1):
            entries = list(self._entries(workspace, place, who, masker))
            entries.sort(
                key=lambda one: (one.about != "yours", one.at is None, (one.at and one.at.isoformat()) or "")
            )
            sections.append(Section(key=place.name, entries=entries, **_words(place.name)))
            told(len(places) + number, 2 * len(places))
        sections.sort(key=lambda one: ("crm", "derived", "given", "technical").index(one.source))
        made = AccessReport(
            id=new_id("acc"),
            made_at=self.clock(),
            workspace=workspace,
            contacts=[{"connection": c, "id": id_} for c, id_ in who.contacts],
            do_not_profile=opted_out,
            sections=sections,
            recipients=list(self._recipients(sections)),
            computed=self._computed(workspace, sections, who),
            masked=masker.count,
        )
        with self.store.workspace(workspace) as session:
            session.audit.add(
                by, "access_export", f"contact:{contact_id}", {"export": made.id, "where": where}
            )
        return made

    def _entries(self, workspace: str, place: TablePlace, who: Asker, masker: Masker) -> Iterator[Entry]:
        if place.name == INBOX:
            yield from self._deliveries(workspace, place, who, masker)
        if place.system:
            return
        data = place.data
        with self.store.workspace(workspace) as session:
            synced = _synced(session, {key for key, _ in who.contacts})
            # What names nobody may speak of anybody: that is found by what it says, like what is others'.
            lists = {finder.column for finder in data.rows if isinstance(finder, Named)}
            found = (
                session.personal_rows.own(place.mapped, Person(contacts=who.contacts)) if data.rows else []
            )
            own = [row for row in found if not any(row[name] is None for name in lists) or _subject(row, who)]
            for row in own:
                unsealed = {name: self._unsealed(row[name]) for name in data.sealed}
                values = own_values(place, row, masker, unsealed)
                yield self._entry(synced, place, row, values, mine=True)
            seen = {_identity(place, row) for row in own}
            for row in _candidates(session, place, who):
                if _identity(place, row) in seen:
                    continue
                near = _on_their_deal(row, who)
                columns = {name: row[name] for name in _searched(place)}
                columns |= {name: self._unsealed(row[name]) for name in data.sealed}
                values = Mentions(who, masker, on_their_deal=near).of(columns)
                if values:
                    yield self._entry(synced, place, row, values, mine=False)

    def _entry(
        self, synced: Mapping[str, str], place: TablePlace, row: Row, values: Mapping[str, Any], *, mine: bool
    ) -> Entry:
        return Entry(
            about="yours" if mine else "mentions you",
            origin=self._origin(synced, place, row),
            at=at_of(row),
            values=values,
            context=context_of(place, row),
        )

    def _origin(self, synced: Mapping[str, str], place: TablePlace, row: Row) -> str:
        source, connection = _words(place.name)["source"], row.get("connection")
        if source == "crm":
            kind = place.mapped.kind if issubclass(place.mapped, RecordTable) else "record"
            named = row.get("id") or row.get("record_id") or row.get("deal_id") or ""
            since = synced.get(str(connection), "")
            return f"Received from {connection or 'a CRM'}: {kind.replace('_', ' ')} {named}{since}."
        if source == "derived":
            records = [
                one["record"]
                for one in row.get("evidence") or ()
                if isinstance(one, Mapping) and "record" in one
            ]
            named = ", ".join(f"{one.get('type')} {one.get('id')}" for one in records[:_MOST_SOURCES])
            more = f" and {len(records) - _MOST_SOURCES} more" if len(records) > _MOST_SOURCES else ""
            worded = f", worded by {row['model']}" if row.get("model") else ""
            return f"Derived{f' from {named}{more}' if named else ' from records and answers shown elsewhere here'}{worded}."
        return "Entered by somebody here." if source == "given" else "Noted by the product itself."

    def _unsealed(self, content: Any) -> Any:  # noqa: ANN401  # a column
        if not isinstance(content, bytes):
            return None
        try:
            return self.vault.decrypt(content)
        except CrmAiError:
            return "can't be opened: the key it was sealed with is gone"

    def _deliveries(self, workspace: str, place: TablePlace, who: Asker, masker: Masker) -> Iterator[Entry]:
        """Yield raw deliveries; they are the installation's, so only those whose events are this workspace's count."""
        with self.store.workspace(workspace) as session:
            ids = session.events.deliveries()
        contact_ids = {id_ for _, id_ in who.contacts}
        for start in range(0, len(ids), _AT_ONCE):
            with self.store.system() as system:
                rows = system.inbox.named(ids[start : start + _AT_ONCE])
            for one in rows:
                found = in_delivery(one.body, Mentions(who, masker, on_their_deal=False), contact_ids)
                if found:
                    yield Entry(
                        about="mentions you",
                        origin=f"Received from the CRM by the receiver {one.receiver}.",
                        at=one.received_at,
                        values={"body": masker.json(found)},
                        context={"id": one.id, "receiver": one.receiver},
                    )
        del place

    def _recipients(self, sections: Sequence[Section]) -> Iterator[Recipient]:
        by_key = {one.key: one.entries for one in sections}
        worded = [one for one in by_key.get("insights", ()) if one.context.get("model")]
        for model, count in sorted(Counter(str(one.context["model"]) for one in worded).items()):
            times = [one.at for one in worded if one.context["model"] == model and one.at]
            yield Recipient(
                who=f"the language model {model} at {self.provider}",
                what="texts about records you are in, to word an answer; names, addresses and numbers left as tokens",
                count=count,
                last_at=max(times, default=None),
            )
        written = [one for one in by_key.get("outbox", ()) if one.context.get("delivered_at")]
        for connection, count in sorted(
            Counter(str(one.context.get("connection")) for one in written).items()
        ):
            yield Recipient(
                who=f"the CRM behind {connection}",
                what="notes, fields and tasks about you or a deal of yours",
                count=count,
                last_at=_latest(one.at for one in written if one.context.get("connection") == connection),
            )
        shared = [one for one in by_key.get("shares", ()) if one.context.get("views")]
        if shared:
            yield Recipient(
                who="whoever had the link",
                what="a card that shows you, opened",
                count=sum(int(one.context["views"]) for one in shared),
                last_at=_latest(one.at for one in shared),
            )

    def _computed(self, workspace: str, sections: Sequence[Section], who: Asker) -> list[Computed]:
        texts = sum(len(one.entries) for one in sections if one.key in {"objections", "passages"})
        with self.store.workspace(workspace) as session:
            learned = sum(
                session.learned.serving(one) is not None for one in ("deal_coach", "persona", "win_loss")
            )
        return [
            Computed(
                what="deals with you, measured as they stood at moments of their life", count=len(who.deals)
            ),
            Computed(
                what="texts of yours or about you for which vectors may be kept, to find like ones",
                count=texts,
            ),
            Computed(what="statistics learned from many deals and people, yours among them", count=learned),
        ]


def _synced(session: WorkspaceSession, connections: Collection[str]) -> dict[str, str]:
    """Return, by connection, when it was last brought in step, in words."""
    times = {one: session.syncs.get(one).succeeded_at for one in connections}
    return {one: f"; last brought in step on {at:%Y-%m-%d}" for one, at in times.items() if at}


def _subject(row: Row, who: Asker) -> bool:
    return row.get("subject_type") == "contact" and row.get("subject_id") in ids_of(who.contacts, None)


def _candidates(session: WorkspaceSession, place: TablePlace, who: Asker) -> Iterator[Row]:
    """Yield rows that may mention the person."""
    if place.data.sealed:
        yield from session.personal_rows.all(place.mapped)
        return
    deals: dict[str, set[str]] = {
        name: ids_of(who.deals, None)
        for name in ("deal_id", "subject_id", "target_id")
        if name in place.columns and any(one in place.columns for one in ("evidence", "payload", "command"))
    }
    yield from session.personal_rows.holding(place.mapped, _searched(place), who.needles, deals)


def _searched(place: TablePlace) -> list[str]:
    """Return the columns in which anybody may be mentioned."""
    data = place.data
    anybody = any(isinstance(finder, Named) and finder.null_is_anybody for finder in data.rows)
    names = [*data.words, *data.labels, *(data.theirs if anybody else ())]
    columns = cast(Table, place.mapped.__table__).columns
    return [name for name in names if not isinstance(columns[name].type, LargeBinary)]


def _on_their_deal(row: Row, who: Asker) -> bool:
    deals = ids_of(who.deals, row.get("connection"))
    return any(row.get(name) in deals for name in ("deal_id", "subject_id", "target_id")) or (
        "stage" in row and row.get("id") in deals
    )


def _identity(place: TablePlace, row: Row) -> tuple[Any, ...]:
    keys = cast(Table, place.mapped.__table__).primary_key
    return tuple(row[one.name] for one in keys if one.name != "workspace_id")


def _latest(times: Iterator[datetime | None]) -> datetime | None:
    return max((one for one in times if one is not None), default=None)


@cache
def _places() -> Mapping[str, TablePlace]:
    return PersonalDataRegistry.collected(owners=()).tables


@cache
def described() -> Mapping[str, Mapping[str, Any]]:
    """Return what each place is in plain words."""
    text = (files("crm_ai_plugin.runtime.privacy.access") / "places.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return found


def _words(place: str) -> Mapping[str, Any]:
    """Return the words for a place; one that nobody described is shown all the same, by its name."""
    return described().get(place) or {
        "title": place.replace("_", " ").capitalize(),
        "what": "Data of this product.",
        "why": "To do its work.",
        "until": "Until it is not needed any more.",
        "source": "technical",
    }
