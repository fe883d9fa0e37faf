"""``channel.disabled``: tells the other channels that one of them is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....errors import NotFoundError
from ..message import Content, Message

if TYPE_CHECKING:
    from ...services import Services

KIND = "channel.disabled"


def make(services: Services, workspace: str, about: str) -> Message | None:
    """Return the message; None when it is in use again."""
    with services.store.workspace(workspace) as session:
        try:
            channel = session.channels.get(about)
        except NotFoundError:
            return None
    if channel.disabled_reason is None:
        return None
    return Message(
        type=KIND,
        at=services.clock(),
        subject=f"CRM AI: nothing is sent to {channel.name} any more",
        lines=(
            f"The {channel.kind} channel “{channel.name}” is switched off: {channel.disabled_reason}.",
            f"Once it is mended, crm-ai channels enable {channel.id} switches it on again.",
        ),
        data={"workspace": workspace, "channel": about},
    )


CONTENT = Content(KIND, make)
