"""What a notice says, for any kind of channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..services import Services


@dataclass(frozen=True)
class Attachment:
    """A file that goes with an e-mail."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Message:
    """A notice's words and data. Texts may hold what a CRM holds: each channel makes them harmless for itself.

    Attributes:
        type: As a webhook names it: ``deal.alert``.
        at: When it happened.
        subject: One line.
        lines: Paragraphs of an e-mail.
        data: What a webhook carries: ids, figures and links, no texts of a CRM and no names.
        link: Where to read on, with the words that say so.
        attachments: For e-mails.
    """

    type: str
    at: datetime
    subject: str
    lines: Sequence[str]
    data: Mapping[str, Any]
    link: tuple[str, str] | None = None
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True)
class Content:
    """A kind of notice: how its message is made when it is sent, from the id of what it is about.

    A module in :mod:`.contents` holds one as ``CONTENT``. `make` returns None when there is nothing left to say.
    """

    kind: str
    make: Callable[[Services, str, str], Message | None]
