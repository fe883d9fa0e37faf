"""Keyed hashes of what tells a person: enough to know them again, not enough to know who they are.

HMAC-SHA-256 (RFC 2104), cut to 128 bits. Without the key nobody can try names or addresses against them.
"""

from __future__ import annotations

import hmac
import re
import unicodedata

_LEAST_DIGITS = 7
_LAST_DIGITS = 9
"""Of a telephone number: with or without the code of its country it ends alike."""
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")  # the apostrophe people type


class Marker:
    """Makes the marks of one workspace.

    Args:
        key: 32 random bytes.
        workspace: Bound into every mark, so that equal people of two workspaces have unlike marks.
    """

    def __init__(self, key: bytes, workspace: str) -> None:
        self._key = key
        self._workspace = workspace

    def mark(self, kind: str, *parts: str) -> str:
        """Return the mark of something of a kind, 32 hexadecimal digits."""
        text = "\x1f".join((self._workspace, kind, *parts))
        return hmac.digest(self._key, text.encode(errors="replace"), "sha256")[:16].hex()

    def contact(self, connection: str, contact_id: str) -> str:
        """Return the mark of a contact of a CRM."""
        return self.mark("contact", connection, contact_id)

    def email(self, address: str) -> str:
        """Return the mark of an address, however it is spelt."""
        return self.mark("email", plain_email(address))

    def phone(self, number: str) -> str | None:
        """Return the mark of a telephone number; None when it is too short to tell anybody."""
        digits = plain_phone(number)
        return self.mark("phone", digits) if digits else None

    def name(self, words: tuple[str, ...]) -> str:
        """Return the mark of a full name."""
        return self.mark("name", *words)

    def token(self, scope: str, word: str) -> str:
        """Return the mark of one word of a name, where it can only mean one person."""
        return self.mark("token", scope, plain_word(word))

    def sentence(self, scope: str, text: str) -> str:
        """Return the mark of what a person said, where they said it."""
        return self.mark("sentence", scope, plain_sentence(text))

    def __repr__(self) -> str:
        return "Marker(…)"


def plain_email(address: str) -> str:
    """Return an address as it is compared: no spaces, no case, one spelling of each character."""
    return "".join(unicodedata.normalize("NFKC", address).casefold().split())


def plain_phone(number: str) -> str:
    """Return the last digits of a number, by which it is compared; "" when there are too few."""
    digits = "".join(str(unicodedata.digit(one, "")) for one in number if one.isdigit()).lstrip("0")
    return digits[-_LAST_DIGITS:] if len(digits) >= _LEAST_DIGITS else ""


def plain_word(word: str) -> str:
    """Return a word as it is compared."""
    return unicodedata.normalize("NFKC", word).casefold()


def spelt_words(text: str) -> list[str]:
    """Return the words of a text as they are spelt."""
    return [one[0] for one in _WORD.finditer(text)]


def words_of(text: str) -> list[str]:
    """Return the words of a text, as they are compared."""
    return [plain_word(one) for one in spelt_words(text)]


def plain_sentence(text: str) -> str:
    """Return what somebody said as it is compared: its words and figures, without marks of quotation."""
    return " ".join(re.findall(r"\w+", plain_word(text)))
