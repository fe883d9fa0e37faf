"""Reads the SOAP envelope of Outbound Messages, and refuses whatever else is XML.

A document type, entities and everything external are refused by the parser itself; depth and number of
elements are counted while it reads, so nothing of a hostile document is ever kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped, unused-ignore]  # stubs or not
from defusedxml.ElementTree import ParseError, XMLParser  # type: ignore[import-untyped, unused-ignore]

from ..rejection import rejected

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
OUTBOUND = "http://soap.sforce.com/2005/09/outbound"
_SOBJECTS = frozenset(("urn:sobject.enterprise.soap.sforce.com", "urn:sobject.partner.soap.sforce.com"))
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

MAX_NOTIFICATIONS = 100
MAX_DEPTH = 12
MAX_ELEMENTS = 100_000
_MAX_TEXT = 256

_ENVELOPE = (f"{{{SOAP}}}Envelope", f"{{{SOAP}}}Body", f"{{{OUTBOUND}}}notifications")
_ORG = (*_ENVELOPE, f"{{{OUTBOUND}}}OrganizationId")
_NOTIFICATION = (*_ENVELOPE, f"{{{OUTBOUND}}}Notification")
_NOTIFICATION_ID = (*_NOTIFICATION, f"{{{OUTBOUND}}}Id")
_OBJECT = (*_NOTIFICATION, f"{{{OUTBOUND}}}sObject")
_OBJECT_IDS = frozenset((*_OBJECT, f"{{{space}}}Id") for space in _SOBJECTS)


def _fields(names: Collection[str]) -> frozenset[tuple[str, ...]]:
    return frozenset((*_OBJECT, f"{{{space}}}{name}") for space in _SOBJECTS for name in names)


@dataclass
class Notification:
    """One notification as it was written: every value that stands where one should, unchecked."""

    ids: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    record_ids: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    """Of the fields that were asked for."""


@dataclass
class Message:
    """One envelope."""

    organizations: list[str] = field(default_factory=list)
    notifications: list[Notification] = field(default_factory=list)


class _RefusedError(ValueError):
    """The document is no Outbound Message. Never leaves this module."""


def read_message(body: bytes, parents: Collection[str] = ()) -> Message:
    """Return the message in `body`, of its records' fields the ids and those called `parents`.

    Raises:
        WebhookRejected: ``body_malformed``: no XML, not this kind of XML, or XML made to do harm.
    """
    reader = _Reader(_fields(parents))
    parser = XMLParser(target=reader, encoding="utf-8", forbid_dtd=True)
    try:
        # Salesforce writes UTF-8 and nothing else, so that is what it is, whatever a declaration says.
        parser.feed(body.decode("utf-8"))
        parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        # The cause would quote the body, so it is not chained.
        raise rejected("body_malformed", detail=type(error).__name__) from None
    message = reader.message
    if reader.envelopes != 1 or not 1 <= len(message.notifications) <= MAX_NOTIFICATIONS:
        raise rejected("body_malformed", detail="no outbound message")
    return message


class _Reader:
    """Told by the parser what it sees; keeps the few values that matter."""

    def __init__(self, parents: frozenset[tuple[str, ...]]) -> None:
        self._ids = _OBJECT_IDS | parents
        self.message = Message()
        self.envelopes = 0
        self._path: tuple[str, ...] = ()
        self._elements = 0
        self._text: list[str] | None = None
        self._length = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._text is not None:
            raise _RefusedError("an id holds elements")
        self._path = (*self._path, tag)
        self._elements += 1
        if len(self._path) > MAX_DEPTH or self._elements > MAX_ELEMENTS:
            raise _RefusedError("too deep or too long")
        if len(self._path) <= len(_ENVELOPE):
            self._envelope(tag)
        elif self._path == _NOTIFICATION:
            if len(self.message.notifications) >= MAX_NOTIFICATIONS:
                raise _RefusedError("too many notifications")
            self.message.notifications.append(Notification())
        elif self._path == _OBJECT:
            self.message.notifications[-1].types.append(attributes.get(_TYPE, "")[:_MAX_TEXT])
        elif self._path in (_ORG, _NOTIFICATION_ID) or self._path in self._ids:
            self._text, self._length = [], 0

    def data(self, text: str) -> None:
        """Text of the present element, maybe in parts."""
        if self._text is not None:
            self._length += len(text)
            if self._length > _MAX_TEXT:
                raise _RefusedError("an id of any length")
            self._text.append(text)

    def end(self, tag: str) -> None:  # the parser's own contract
        """The present element ends."""
        if self._text is not None:
            self._kept().append("".join(self._text).strip())
            self._text = None
        self._path = self._path[:-1]

    def close(self) -> None:
        """The document ends."""

    def _envelope(self, tag: str) -> None:
        place = len(self._path) - 1
        header = (_ENVELOPE[0], f"{{{SOAP}}}Header")
        if self._path[:2] == header:
            return
        if tag != _ENVELOPE[place]:
            raise _RefusedError("another kind of document")
        if self._path == _ENVELOPE:
            self.envelopes += 1

    def _kept(self) -> list[str]:
        if self._path == _ORG:
            return self.message.organizations
        last = self.message.notifications[-1]
        if self._path == _NOTIFICATION_ID:
            return last.ids
        return last.record_ids if self._path in _OBJECT_IDS else last.parents
