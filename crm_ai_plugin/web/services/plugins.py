"""What the web app needs of plugins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from ...ports.card import CardBuilder, CardDocument, CardFile, CardHost
from ...ports.connector import ConnectorFactory
from ...ports.host import SignedHost
from ...ports.receiver import Receiver


class Registry(Protocol):
    """Plugins by key. Each method raises `NotFoundError` for an unknown key."""

    def receiver(self, key: str) -> Receiver: ...

    def card_builder(self, kind: str) -> CardBuilder: ...

    def card_host(self, key: str) -> CardHost: ...

    def signed_host(self, key: str) -> SignedHost: ...

    def signed_hosts(self) -> Sequence[SignedHost]: ...

    def connector(self, key: str) -> ConnectorFactory: ...

    def card_file(self, key: str) -> CardFile: ...


@runtime_checkable
class HasPages(Protocol):
    """A card host that writes whole pages beside fragments."""

    def page(
        self,
        card: CardDocument,
        *,
        stylesheet: str | None = None,
        script: str | None = None,
        icon: str | None = None,
        api: str | None = None,
    ) -> str: ...

    def assets(self) -> Mapping[str, bytes]:
        """Return the files its pages need, by name."""


class HasPlugins(Protocol):
    """Plugins by key."""

    @property
    def registry(self) -> Registry: ...
