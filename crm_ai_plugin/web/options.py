"""What an installation may choose about its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import ConfigurationError


@dataclass(frozen=True)
class WebOptions:
    """Choices of the web app.

    Attributes:
        frame_ancestors: Who may show a card in a frame, as sources of a Content Security Policy, e.g.
            ``https://app.hubspot.com``; ``'none'`` forbids it.
        card_link_ttl_s: How long a link to a card page opens it.
        live_connections: How many live connections one process holds.
    """

    frame_ancestors: Sequence[str] = ("'self'",)
    card_link_ttl_s: int = 900
    live_connections: int = 5_000

    def __post_init__(self) -> None:
        for source in self.frame_ancestors:
            if not source or any(char in source for char in " \t\r\n;,"):
                raise ConfigurationError(
                    f"frame ancestor {source!r} is not one source of a Content Security Policy",
                    code="setting_invalid",
                    hint="one source each, e.g. https://app.hubspot.com",
                )
