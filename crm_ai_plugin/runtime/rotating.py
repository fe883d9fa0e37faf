"""Changes the key that encrypts stored credentials, without a moment at which they can't be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import ConfigurationError, ConflictError
from ..store import ChannelRow, ConnectionRow, Store
from . import vault as keys
from .vault import Vault

Told = Callable[[int, int], None]


@dataclass
class Rotated:
    """How many connections' credentials were encrypted anew, how many were already, and which can't be read."""

    anew: int = 0
    current: int = 0
    unreadable: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Rotating:
    """Rotates the key.

    Args:
        store: Where encrypted credentials are.
        vault: Knows the present key and those before it.
        home: Folder of the key file; None when the key comes from the settings.
    """

    store: Store
    vault: Vault
    home: Path | None

    def run(self, told: Told = lambda _done, _all: None) -> Rotated:
        """Encrypt everything with the newest key; interrupted, it goes on where it was.

        With a key file a new key is made first, unless an earlier run has not finished. The keys before it stay,
        so that running processes, backups and open links go on.

        Raises:
            ConfigurationError: the key comes from the settings, and the one before is not given.
        """
        if self.home is None:
            if not self.vault.has_earlier:
                raise ConfigurationError(
                    "to rotate the key, CRM_AI_SECRET_KEY has to be the new one and CRM_AI_PREVIOUS_SECRET_KEY the old one",
                    code="previous_key_missing",
                    hint="set both, start all processes again, and run this once more",
                )
        elif not self._has_old(self._rows()):
            keys.add_key(self.home)
            self.vault.reload()
        report, rows, channels = Rotated(), self._rows(), self._channels()
        for number, row in enumerate(rows, start=1):
            self._one(row, report)
            told(number, len(rows) + len(channels))
        for number, (workspace, channel) in enumerate(channels, start=len(rows) + 1):
            self._channel(workspace, channel, report)
            told(number, len(rows) + len(channels))
        self._hash_keys(report)
        return report

    def drop_earlier(self) -> int:
        """Remove the keys before the present one from the key file; returns how many.

        Raises:
            ConflictError: something was encrypted with one of them.
            ConfigurationError: the key comes from the settings.
        """
        if self.home is None:
            raise ConfigurationError(
                "the key comes from the settings: remove CRM_AI_PREVIOUS_SECRET_KEY there",
                code="key_in_settings",
            )
        old = [_name(row) for row in self._rows() if not self.vault.is_current(row.secrets_encrypted or b"")]
        old += [name for name, held in self._held_keys() if not self.vault.is_current(held)]
        old += [
            f"{workspace}/{channel.id}"
            for workspace, channel in self._channels()
            if not self.vault.is_current(channel.secret_encrypted or b"")
        ]
        if old:
            raise ConflictError(
                f"an earlier key is still needed: {', '.join(old)}",
                code="key_needed",
                hint="crm-ai secrets rotate encrypts them anew",
            )
        gone = keys.drop_earlier_keys(self.home)
        self.vault.reload()
        return gone

    def _one(self, row: ConnectionRow, report: Rotated) -> None:
        # A token that is refreshed meanwhile is encrypted with the key of that process: look again.
        while (held := row.secrets_encrypted) is not None and not self.vault.is_current(held):
            try:
                fresh = self.vault.encrypt(self.vault.decrypt(held))
            except ConfigurationError:
                report.unreadable.append(_name(row))
                return
            with self.store.system() as system:
                if system.connections.swap_secrets(row.workspace_id, row.key, held, fresh):
                    report.anew += 1
                    return
                row = system.connections.get(row.workspace_id, row.key)
        report.current += 1

    def _has_old(self, rows: list[ConnectionRow]) -> bool:
        """Return whether an earlier run was interrupted: there is a newer key than some were encrypted with."""
        held = [row.secrets_encrypted for row in rows]
        held += [channel.secret_encrypted for _, channel in self._channels()]
        held += [key for _, key in self._held_keys()]
        return self.vault.has_earlier and any(not self.vault.is_current(one or b"") for one in held)

    def _channel(self, workspace: str, channel: ChannelRow, report: Rotated) -> None:
        # A channel's secret never changes, so there is nobody to be overtaken by.
        held = channel.secret_encrypted or b""
        if self.vault.is_current(held):
            report.current += 1
            return
        try:
            fresh = self.vault.encrypt(self.vault.decrypt(held))
        except ConfigurationError:
            report.unreadable.append(f"{workspace}/{channel.id}")
            return
        with self.store.workspace(workspace) as session:
            session.channels.set(channel.id, secret_encrypted=fresh)
        report.anew += 1

    def _hash_keys(self, report: Rotated) -> None:
        """Encrypt the keys of hashes anew: they stay as they are, or nobody would be known again."""
        for name, held in self._held_keys():
            if self.vault.is_current(held):
                report.current += 1
                continue
            try:
                fresh = self.vault.encrypt(self.vault.decrypt(held))
            except ConfigurationError:
                report.unreadable.append(name)
                continue
            with self.store.system() as system:
                report.anew += system.hash_keys.swap(name, held, fresh)
        for workspace, run_id, held in self._sealed():
            if not self.vault.is_current(held):
                with self.store.workspace(workspace) as session:
                    session.erasures.seal(run_id, self.vault.encrypt(self.vault.decrypt(held)))

    def _held_keys(self) -> Sequence[tuple[str, bytes]]:
        with self.store.system() as system:
            return system.hash_keys.list()

    def _sealed(self) -> list[tuple[str, str, bytes]]:
        """(workspace, erasure, who is to be forgotten) of erasures that are under way."""
        with self.store.system() as system:
            workspaces = [row.id for row in system.workspaces.list()]
        found = []
        for workspace in workspaces:
            with self.store.workspace(workspace) as session:
                found += [
                    (workspace, row.id, row.sealed)
                    for row in session.erasures.list()
                    if row.sealed is not None
                ]
        return found

    def _channels(self) -> list[tuple[str, ChannelRow]]:
        with self.store.system() as system:
            workspaces = [row.id for row in system.workspaces.list()]
        found = []
        for workspace in workspaces:
            with self.store.workspace(workspace) as session:
                found += [
                    (workspace, row) for row in session.channels.list() if row.secret_encrypted is not None
                ]
        return found

    def _rows(self) -> list[ConnectionRow]:
        with self.store.system() as system:
            return [row for row in system.connections.list() if row.secrets_encrypted is not None]


def _name(row: ConnectionRow) -> str:
    return f"{row.workspace_id}/{row.key}"
