"""``channel.test``: says that a channel works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..message import Content, Message

if TYPE_CHECKING:
    from ...services import Services

KIND = "channel.test"


def make(services: Services, workspace: str, about: str) -> Message:
    """Return the message."""
    return Message(
        type=KIND,
        at=services.clock(),
        subject="CRM AI: this channel works",
        lines=("Somebody asked for this notice to see whether it arrives. There is nothing to do.",),
        data={"workspace": workspace, "channel": about},
    )


CONTENT = Content(KIND, make)
