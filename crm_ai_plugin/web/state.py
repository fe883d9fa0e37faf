"""What the parts of one app share, and how a view gets at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, urlsplit

from flask import current_app

from .assets import Assets
from .observe import Metrics
from .options import WebOptions
from .services import Services

if TYPE_CHECKING:
    from .live.hub import Hub
    from .live.starting import LiveConnections

EXTENSION = "crm_ai"


@dataclass(frozen=True)
class WebState:
    """One app's services, options and own instruments."""

    services: Services
    options: WebOptions
    metrics: Metrics
    assets: Assets
    live: LiveConnections

    def hub(self) -> Hub:
        """Return this process's live connections; threads start with the first."""
        return self.live()

    def path(self, *parts: str) -> str:
        """Return a path below the public address, its parts quoted: ``/prefix/api/ai/…``."""
        prefix = urlsplit(self.services.settings.public_url).path.rstrip("/")
        return "/".join((prefix, *(quote(part, safe="") for part in parts)))

    def url(self, path: str) -> str:
        """Return the public address of a path that `path` made."""
        parts = urlsplit(self.services.settings.public_url)
        return f"{parts.scheme}://{parts.netloc}{path}"


def state() -> WebState:
    """Return the state of the app that handles the present request."""
    return cast(WebState, current_app.extensions[EXTENSION])


def services() -> Services:
    """Return the services of the app that handles the present request."""
    return state().services
