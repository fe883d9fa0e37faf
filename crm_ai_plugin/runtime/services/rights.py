"""What people may ask for themselves."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlsplit

from ..privacy.access import Accessing
from ..privacy.opting_out import OptingOut
from .write_back import WriteBack

DEFAULT_BASE = "https://api.openai.com/v1"
"""Where the vendor's package goes when nothing else is set."""


class Rights(WriteBack):
    """Rights of people."""

    @cached_property
    def opting_out(self) -> OptingOut:
        """Who must not be profiled."""
        # Its transactions look for people by their hashes, and may not wait for the key to be made.
        self.hash_key.ensure()
        return OptingOut(self.store, self.undoing, self.redis, self.clock)

    @cached_property
    def accessing(self) -> Accessing:
        """What is held about somebody."""
        base = self.settings.openai_base_url or DEFAULT_BASE
        return Accessing(self.store, self.vault, urlsplit(base).hostname or "", self.clock)
