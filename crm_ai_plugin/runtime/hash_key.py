"""The key of the hashes by which people who were forgotten are known again."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field

from ..privacy.marks import Marker
from ..store import Store
from .vault import Vault

NAME = "people"


@dataclass
class HashKey:
    """Made once per installation, kept encrypted with the secret key, and never changed.

    A key derived from the secret key itself would end with it, and nobody could hash anew: what was hashed is gone.
    """

    store: Store
    vault: Vault
    _key: bytes | None = field(default=None, repr=False)

    def ensure(self) -> None:
        """Make the key unless there is one; call it before a transaction that needs it to leave marks."""
        if self._key is None and self._read() is None:
            made = {"key": base64.b64encode(secrets.token_bytes(32)).decode()}
            with self.store.system() as system:
                system.hash_keys.keep(NAME, self.vault.encrypt(made))

    def marker(self, workspace: str) -> Marker:
        """Return the marker of a workspace.

        Raises:
            ConfigurationError: the key can't be decrypted, so that nobody who was forgotten would be known again.
        """
        if self._key is None:
            self.ensure()
            self._key = self._read()
        return Marker(self._key or b"", workspace)

    def _read(self) -> bytes | None:
        with self.store.system() as system:
            held = system.hash_keys.get(NAME)
        return None if held is None else base64.b64decode(self.vault.decrypt(held)["key"])
