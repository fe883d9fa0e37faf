"""Static files of the card page under names that change with their content, so that browsers keep them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from .services.plugins import HasPages, Registry

FOLDER = "/assets"
HOST = "web"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One file."""

    name: str
    content: bytes
    media_type: str


class Assets:
    """The files of the host that writes pages, read once."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def get(self, hashed: str) -> Asset | None:
        """Return a file by the last part of its address."""
        return next((asset for asset in self._files.values() if asset.name == hashed), None)

    def find(self, name: str) -> str | None:
        """Return the last part of the address of a file, e.g. ``card.1a2b3c.css`` for ``card.css``."""
        asset = self._files.get(name)
        return asset.name if asset else None

    @cached_property
    def _files(self) -> dict[str, Asset]:
        host = self._registry.card_host(HOST)
        return (
            {name: _hashed(name, content) for name, content in host.assets().items()}
            if isinstance(host, HasPages)
            else {}
        )


def _hashed(name: str, content: bytes) -> Asset:
    path = PurePosixPath(name)
    hashed = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
    return Asset(hashed, content, _TYPES.get(path.suffix, "application/octet-stream"))
