"""The words of the generated world: phrase files with slots, put together into mails and notes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

__all__ = ["LANGUAGES", "Phrasebook", "load_names", "phrasebook"]

LANGUAGES: tuple[str, ...] = ("en", "de", "fr", "es")


@cache
def _load(name: str) -> dict[str, Any]:
    path = files("crm_ai_plugin.testing.world").joinpath("data", f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def load_names() -> dict[str, Any]:
    """Names, products and places the world is peopled with."""
    return _load("names")


def phrasebook(language: str) -> Phrasebook:
    """The phrases of one of :data:`LANGUAGES`."""
    return Phrasebook(_load(language))


class Phrasebook:
    """Draws phrases of one language and fills their slots."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    def draw(self, rng: Random, section: str, key: str, slots: Mapping[str, object]) -> str:
        """One phrase of ``[section] key``, slots filled."""
        options: Sequence[str] = self._data[section][key]
        return rng.choice(options).format_map(slots)

    def signal(self, rng: Random, signal: str, voice: str, slots: Mapping[str, object]) -> str:
        """One phrase that carries ``signal``; ``voice`` is ``buyer`` (mails) or ``note`` (sellers' notes)."""
        options: Sequence[str] = self._data["signals"][signal][voice]
        return rng.choice(options).format_map(slots)

    def reason(self, key: str, slots: Mapping[str, object]) -> str:
        """The wording of a loss reason."""
        text: str = self._data["reasons"][key]
        return text.format_map(slots)

    def mail(self, rng: Random, sentences: Sequence[str], slots: Mapping[str, object], signature: str) -> str:
        """A mail: greeting, the sentences in one or two paragraphs, closing, signature."""
        greeting = self.draw(rng, "frame", "greeting", slots)
        closing = self.draw(rng, "frame", "closing", slots)
        cut = 2 if len(sentences) > 3 else len(sentences)
        paragraphs = [" ".join(part) for part in (sentences[:cut], sentences[cut:]) if part]
        return "\n\n".join([greeting, *paragraphs, f"{closing}\n{signature}"])

    def quoted(self, earlier: str, author: str, date: str) -> str:
        """The tail of a reply: an earlier mail with ``>`` before each line."""
        frame: str = self._data["frame"]["quote"]
        head = frame.format(date=date, author=author)
        lines = earlier.split("\n\n> ", 1)[0].splitlines()[:12]
        return "\n\n" + head + "\n" + "\n".join(f"> {line}".rstrip() for line in lines)
