"""Encryption of what must not be read from the database, and signing of short-lived links.

The key stands apart from the database: in ``CRM_AI_SECRET_KEY`` or in a file of `home` that only its owner can read.
While it is rotated there are several: the first encrypts and signs, all of them decrypt and verify.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from ..errors import ConfigurationError, UserInputError
from ..privacy import HomeFile

KEY_FILE = "secret.key"
FILES = (
    HomeFile(KEY_FILE, "the secret key"),
    HomeFile(f".{KEY_FILE}.*", "the secret key, while it is written"),
)


class Vault:
    """Encrypts, decrypts, signs and verifies with keys derived from one secret, or from it and earlier ones.

    Args:
        secret: The present one.
        earlier: Those before it, newest first, which still decrypt and verify.
        reread: Returns all secrets anew: another process may have rotated the key since this one started.
    """

    def __init__(
        self, secret: str, earlier: Sequence[str] = (), reread: Callable[[], Sequence[str]] | None = None
    ) -> None:
        self._reread = reread
        self._use((secret, *earlier))

    def _use(self, secrets_: Sequence[str]) -> None:
        if min(map(len, secrets_)) < 16:
            raise ConfigurationError(
                "CRM_AI_SECRET_KEY is too short: at least 16 characters",
                code="secret_key_short",
                hint="python -c 'import secrets; print(secrets.token_urlsafe(32))' makes one",
            )
        each = [Fernet(base64.urlsafe_b64encode(_derive(one, "encrypt"))) for one in secrets_]
        self._newest, self._fernet = each[0], MultiFernet(each)
        # The library signs with the last of them.
        self._signing_keys = [_derive(one, "sign") for one in reversed(secrets_)]
        self._count = len(each)

    @classmethod
    def open(cls, secret: str | None, home: Path, previous: str | None = None) -> Vault:
        """Use `secret`, and `previous` to read what it wrote; else the key file of `home`, made on first use."""
        if secret:
            return cls(secret, (previous,) if previous else ())
        present, *earlier = _key_file(home)
        return cls(present, earlier, lambda: _key_file(home))

    @property
    def has_earlier(self) -> bool:
        """Whether there is more than one key."""
        return self._count > 1

    def reload(self) -> None:
        """Read the key file again; without one nothing changes."""
        if self._reread is not None:
            self._use(self._reread())

    def is_current(self, ciphertext: bytes) -> bool:
        """Return whether it was made with the present key."""
        try:
            self._newest.decrypt(ciphertext)
        except InvalidToken:
            return False
        return True

    def encrypt(self, values: Mapping[str, Any]) -> bytes:
        """Return an authenticated ciphertext of a JSON object, made with the key that is the newest now."""
        self.reload()
        return self._fernet.encrypt(json.dumps(dict(values)).encode())

    def decrypt(self, ciphertext: bytes) -> dict[str, Any]:
        """Return what was encrypted.

        Raises:
            ConfigurationError: made with another key, or damaged.
        """
        try:
            return dict(json.loads(self._decrypted(ciphertext)))
        except (InvalidToken, ValueError):
            raise ConfigurationError(
                "stored credentials can't be decrypted: CRM_AI_SECRET_KEY is not the one they were stored with",
                code="secret_key_wrong",
                hint="restore the key, or connect the CRM again",
            ) from None

    def _decrypted(self, ciphertext: bytes) -> bytes:
        try:
            return self._fernet.decrypt(ciphertext)
        except InvalidToken:
            self.reload()
            return self._fernet.decrypt(ciphertext)

    def sign(self, purpose: str, payload: Mapping[str, Any]) -> str:
        """Return a URL-safe token that only this installation can have made."""
        return URLSafeTimedSerializer(self._signing_keys, salt=purpose).dumps(dict(payload))

    def mac(self, purpose: str, text: str) -> str:
        """Return what only this installation can have made of `text`: the same as long as the key stays."""
        key = self._signing_keys[-1]
        return hmac.new(key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()

    def verify(self, purpose: str, token: str, max_age_s: float | None) -> dict[str, Any]:
        """Return the payload of a token made by `sign` for the same purpose.

        Args:
            purpose: What it has to be for.
            token: The token.
            max_age_s: How old it may be; None where the payload says so itself.

        Raises:
            UserInputError: code ``link_expired`` or ``link_invalid``.
        """
        try:
            try:
                return self._loaded(purpose, token, max_age_s)
            except BadSignature as error:
                if isinstance(error, SignatureExpired) or self._reread is None:
                    raise
                self.reload()
                return self._loaded(purpose, token, max_age_s)
        except SignatureExpired:
            raise UserInputError(
                "this link has expired: open it again from the CRM", code="link_expired"
            ) from None
        except (BadSignature, ValueError, TypeError):
            raise UserInputError("this link is not valid", code="link_invalid") from None

    def _loaded(self, purpose: str, token: str, max_age_s: float | None) -> dict[str, Any]:
        serializer = URLSafeTimedSerializer(self._signing_keys, salt=purpose)
        return dict(serializer.loads(token, max_age=None if max_age_s is None else int(max_age_s)))

    def __repr__(self) -> str:
        return "Vault(…)"


def _derive(secret: str, purpose: str) -> bytes:
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"crm-ai " + purpose.encode()).digest()


def add_key(home: Path) -> None:
    """Put a new key in front of those in the key file; the others stay."""
    _write_keys(home, [secrets.token_urlsafe(32), *_key_file(home)])


def drop_earlier_keys(home: Path) -> int:
    """Leave only the present key in the key file; returns how many went."""
    present, *earlier = _key_file(home)
    _write_keys(home, [present])
    return len(earlier)


def _write_keys(home: Path, keys: Sequence[str]) -> None:
    # Replaced as a whole: a process that reads meanwhile sees all of the old file or all of the new one.
    path = home / KEY_FILE
    draft = _draft(path, "\n".join(keys))
    try:
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _key_file(home: Path) -> list[str]:
    path = home / KEY_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_key(path)
        return _read_keys(path)
    except OSError as error:
        raise ConfigurationError(
            f"can't use {path}: {error.strerror}",
            code="home_unwritable",
            hint="set CRM_AI_HOME to a folder of yours",
        ) from None


def _make_key(path: Path) -> None:
    # Written whole beside it and then linked, which fails if another process was faster: so all processes
    # read the same key, and one that dies here leaves no half a key.
    draft = _draft(path, secrets.token_urlsafe(32))
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _draft(path: Path, text: str) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        draft.unlink()
        raise
    return draft


def _read_keys(path: Path) -> list[str]:
    keys = path.read_text().split()
    if not keys:
        raise ConfigurationError(f"{path} is empty", code="secret_key_missing", hint="restore it from a copy")
    return keys
