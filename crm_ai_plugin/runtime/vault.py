"""Encryption of what must not be read from the database, and signing of short-lived links.

The key stands apart from the database: in ``CRM_AI_SECRET_KEY`` or in a file of `home` that only its owner can read.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from ..errors import ConfigurationError, UserInputError

KEY_FILE = "secret.key"


class Vault:
    """Encrypts, decrypts, signs and verifies with keys derived from one secret."""

    def __init__(self, secret: str) -> None:
        if len(secret) < 16:
            raise ConfigurationError(
                "CRM_AI_SECRET_KEY is too short: at least 16 characters",
                code="secret_key_short",
                hint="python -c 'import secrets; print(secrets.token_urlsafe(32))' makes one",
            )
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(secret, "encrypt")))
        self._signing_key = _derive(secret, "sign")

    @classmethod
    def open(cls, secret: str | None, home: Path) -> Vault:
        """Use `secret`, else the key file of `home`, which is made on first use."""
        return cls(secret or _key_file(home))

    def encrypt(self, values: Mapping[str, Any]) -> bytes:
        """Return an authenticated ciphertext of a JSON object."""
        return self._fernet.encrypt(json.dumps(dict(values)).encode())

    def decrypt(self, ciphertext: bytes) -> dict[str, Any]:
        """Return what was encrypted.

        Raises:
            ConfigurationError: made with another key, or damaged.
        """
        try:
            return dict(json.loads(self._fernet.decrypt(ciphertext)))
        except (InvalidToken, ValueError):
            raise ConfigurationError(
                "stored credentials can't be decrypted: CRM_AI_SECRET_KEY is not the one they were stored with",
                code="secret_key_wrong",
                hint="restore the key, or connect the CRM again",
            ) from None

    def sign(self, purpose: str, payload: Mapping[str, Any]) -> str:
        """Return a URL-safe token that only this installation can have made."""
        return URLSafeTimedSerializer(self._signing_key, salt=purpose).dumps(dict(payload))

    def verify(self, purpose: str, token: str, max_age_s: float) -> dict[str, Any]:
        """Return the payload of a token made by `sign` for the same purpose.

        Raises:
            UserInputError: code ``link_expired`` or ``link_invalid``.
        """
        try:
            return dict(
                URLSafeTimedSerializer(self._signing_key, salt=purpose).loads(token, max_age=int(max_age_s))
            )
        except SignatureExpired:
            raise UserInputError(
                "this link has expired: open it again from the CRM", code="link_expired"
            ) from None
        except (BadSignature, ValueError, TypeError):
            raise UserInputError("this link is not valid", code="link_invalid") from None

    def __repr__(self) -> str:
        return "Vault(…)"


def _derive(secret: str, purpose: str) -> bytes:
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"crm-ai " + purpose.encode()).digest()


def _key_file(home: Path) -> str:
    path = home / KEY_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_key(path)
        return _read_key(path)
    except OSError as error:
        raise ConfigurationError(
            f"can't use {path}: {error.strerror}",
            code="home_unwritable",
            hint="set CRM_AI_HOME to a folder of yours",
        ) from None


def _make_key(path: Path) -> None:
    # Written whole beside it and then linked, which fails if another process was faster: so all processes
    # read the same key, and one that dies here leaves no half a key.
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _read_key(path: Path) -> str:
    key = path.read_text().strip()
    if not key:
        raise ConfigurationError(f"{path} is empty", code="secret_key_missing", hint="restore it from a copy")
    return key
