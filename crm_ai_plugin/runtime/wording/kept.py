"""Keeps wordings in the database, encrypted with the key that stands apart from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

import structlog

from ...ai.wording import Kept
from ...errors import ConfigurationError, CrmAiError
from ...insights import Subject
from ...store import Store
from ..vault import Vault

log = structlog.get_logger(__name__)

TTL = timedelta(days=30)
LATEST = 100
"""Texts of a subject that are looked through when no model answers: those of a handful of versions."""


@dataclass(frozen=True)
class StoredWordings:
    """The wordings of one workspace. What can't be read or stored is bought again; nothing fails for it."""

    store: Store
    vault: Vault
    workspace: str

    def get(self, key: str) -> Kept | None:
        """Return what was kept under `key`."""
        return self.find([key]).get(key)

    def find(self, keys: Sequence[str]) -> Mapping[str, Kept]:
        """Return what was kept under any of `keys`."""
        try:
            with self.store.workspace(self.workspace) as session:
                contents = session.wordings.find(keys)
        except CrmAiError as error:
            log.warning("wordings_unreadable", code=error.code)
            return {}
        opened = {key: self._opened(content) for key, content in contents.items()}
        return {key: kept for key, kept in opened.items() if kept is not None}

    def put(self, key: str, feature: str, subject: Subject, kept: Kept) -> None:
        """Keep a wording."""
        content = self.vault.encrypt(asdict(kept))
        try:
            with self.store.workspace(self.workspace) as session:
                session.wordings.put(key, feature, subject, content, TTL)
        except CrmAiError as error:
            log.warning("wording_not_kept", code=error.code)

    def latest(self, feature: str, subject: Subject) -> Sequence[Kept]:
        """Return what was kept about a subject, newest first."""
        try:
            with self.store.workspace(self.workspace) as session:
                contents = session.wordings.latest(feature, subject, LATEST)
        except CrmAiError as error:
            log.warning("wordings_unreadable", code=error.code)
            return ()
        return [kept for content in contents if (kept := self._opened(content)) is not None]

    def _opened(self, content: bytes) -> Kept | None:
        try:
            return Kept(**self.vault.decrypt(content))
        except (ConfigurationError, TypeError):
            # Another key or an older form: as good as not kept.
            return None
