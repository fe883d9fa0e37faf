"""Takes people out of texts, records and JSON by their marks alone: at erasing and whenever something arrives later."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..records import Activity, Company, Contact, Deal, DealContact, Record
from .marks import Marker, plain_word
from .person import scope_of
from .sentences import pieces

GONE = "[…]"
"""Stands where something was taken out."""
_EMAIL = re.compile(r"[\w.+'%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w@])\+?\(?\d[\d\s()/.\-]{5,}\d")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")  # the apostrophe people type

Span = tuple[int, int]
EVERYWHERE = "*"
"""Scope of words that mean one person wherever they stand."""


@dataclass(frozen=True)
class Scrubber:
    """Knows people by their marks.

    Attributes:
        marker: Makes marks of what it reads.
        marks: Those of all who were forgotten.
        sizes: Numbers of words that their full names have.
        always: Scopes that hold for every text.
    """

    marker: Marker
    marks: frozenset[str]
    sizes: tuple[int, ...] = ()
    always: tuple[str, ...] = ()

    def is_erased(self, connection: str, contact_id: str) -> bool:
        """Return whether a contact of a CRM was forgotten."""
        return self.marker.contact(connection, contact_id) in self.marks

    def is_same(self, contact: Contact) -> bool:
        """Return whether a contact of a new id is somebody who was forgotten: by address, or by telephone and name.

        A telephone alone may be a switchboard's, and a name alone is borne by many.
        """
        if contact.email and self.marker.email(contact.email) in self.marks:
            return True
        phone = self.marker.phone(contact.phone or "")
        name = f"{contact.first_name or ''} {contact.last_name or ''}"
        return phone in self.marks and any(True for _ in self._names(name))

    def text(self, text: str, scopes: Sequence[str] = ()) -> str:
        """Return a text without the sentences that mention somebody or are theirs; "" when nothing is left."""
        if not text or not self.marks:
            return text
        kept: list[str] = []
        changed = False
        for sentence, gap in pieces(text):
            if self.concerns(sentence, scopes):
                changed = True
                if kept and kept[-1].strip() == GONE:
                    continue
                sentence = GONE  # noqa: PLW2901  # what stands in its place
            kept += [sentence, gap]
        if not changed:
            return text
        left = "".join(kept).strip()
        return "" if left.replace(GONE, "").strip(" >\n\r\t") == "" else left

    def label(self, text: str, scopes: Sequence[str] = ()) -> str:
        """Return the name of another thing with mentions blacked out."""
        before = len(text)
        for begin, end in sorted(self._mentions(text, scopes), reverse=True):
            # One that reaches into the next was blacked out with it.
            text = text[:begin] + GONE + text[max(end, 0) :] if end <= before else text
            before = min(before, begin)
        return text

    def json(self, value: Any, scopes: Sequence[str] = ()) -> Any:  # noqa: ANN401  # any JSON
        """Return JSON with its texts scrubbed; none becomes empty that was not."""
        if isinstance(value, str):
            return value if not value else (self.text(value, scopes) or GONE)
        if isinstance(value, dict):
            return {self._key(key, scopes): self.json(item, scopes) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.json(item, scopes) for item in value]
        return value

    def concerns(self, sentence: str, scopes: Sequence[str] = ()) -> bool:
        """Return whether a sentence mentions somebody, or is what they said."""
        if any(True for _ in self._mentions(sentence, scopes)):
            return True
        return any(self.marker.sentence(scope, sentence) in self.marks for scope in scopes)

    def record(self, connection: str, record: Record) -> Record | None:
        """Return a record without them; None when it is theirs."""
        if isinstance(record, Contact):
            return None if self.is_erased(connection, record.id) or self.is_same(record) else record
        if isinstance(record, DealContact):
            return None if self.is_erased(connection, record.contact_id) else record
        if isinstance(record, Activity):
            return self._activity(connection, record)
        return self._other(connection, record)

    def _activity(self, connection: str, activity: Activity) -> Activity:
        gone = {one for one in activity.contact_ids if self.is_erased(connection, one)}
        if gone:
            # Whoever else took part: what was said there was said with them, and no CRM tells whose words are whose.
            left = tuple(one for one in activity.contact_ids if one not in gone)
            return activity.model_copy(update={"contact_ids": left, "subject": "", "body": "", "custom": {}})
        scopes = [scope_of("activity", connection, activity.id)]
        if activity.deal_id:
            scopes.append(scope_of("deal", connection, activity.deal_id))
        changes = self._changed(activity, scopes, texts=("subject", "body"))
        return activity.model_copy(update=changes) if changes else activity

    def _other(self, connection: str, record: Record) -> Record:
        kind, id_ = "deal", getattr(record, "deal_id", None)
        texts, labels = _TEXTS.get(type(record).__name__, ((), ()))
        if isinstance(record, Deal | Company):
            kind, id_ = ("deal" if isinstance(record, Deal) else "company"), record.id
        scopes = [scope_of(kind, connection, id_)] if id_ else []
        changes = self._changed(record, scopes, texts, labels)
        return record.model_copy(update=changes) if changes else record

    def _changed(
        self, record: Record, scopes: Sequence[str], texts: Collection[str] = (), labels: Collection[str] = ()
    ) -> dict[str, Any]:
        def put(names: Iterable[str], scrub: Callable[[str, Sequence[str]], str]) -> None:
            for name in names:
                value = getattr(record, name)
                if isinstance(value, str) and (new := scrub(value, scopes)) != value:
                    changes[name] = new
                elif isinstance(value, tuple):
                    kept = tuple(one for one in value if not self.concerns(str(one), scopes))
                    if kept != value:
                        changes[name] = kept

        changes: dict[str, Any] = {}
        put(texts, self.text)
        put(labels, self.label)
        custom = self.json(record.custom, scopes) if record.custom else record.custom
        if custom != record.custom:
            changes["custom"] = custom
        return changes

    def _key(self, key: Any, scopes: Sequence[str]) -> Any:  # noqa: ANN401  # any JSON
        return self.label(key, scopes) if isinstance(key, str) else key

    def _mentions(self, text: str, scopes: Sequence[str]) -> Iterable[Span]:
        for found in _EMAIL.finditer(text):
            # A sentence may end with the address.
            if self.marker.email(found[0].rstrip(".")) in self.marks:
                yield found.span()
        for found in _PHONE.finditer(text):
            if self.marker.phone(found[0]) in self.marks:
                yield found.span()
        named = list(self._names(text))
        yield from named
        if scopes := (*scopes, *self.always):
            for found in _WORD.finditer(text):
                inside = any(begin <= found.start() < end for begin, end in named)
                if not inside and found[0][:1].isupper() and self._is_token(found[0], scopes):
                    yield found.span()

    def _is_token(self, word: str, scopes: Sequence[str]) -> bool:
        parts = {word, *re.split(r"['’\-]", word)}  # the apostrophe people type
        return any(self.marker.token(scope, part) in self.marks for part in parts if part for scope in scopes)

    def _names(self, text: str) -> Iterable[Span]:
        words = [(plain_word(one[0]), one.span()) for one in _WORD.finditer(text)] if self.sizes else []
        words = [(word.removesuffix("'s").removesuffix("’s"), span) for word, span in words]
        for size in self.sizes:
            for at in range(len(words) - size + 1):
                window = words[at : at + size]
                if self.marker.name(tuple(word for word, _ in window)) in self.marks:
                    yield window[0][1][0], window[-1][1][1]


_TEXTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Deal": (("loss_reason", "competitors", "source"), ("name",)),
    "Company": ((), ("name", "domain")),
    "FieldChange": (("old", "new"), ()),
    "LineItem": ((), ("product",)),
}
"""Texts and labels by kind of record, as their tables declare them."""
