"""The built workspace: its files as they lie in the package, and the page that loads them.

``cards/web`` is built into the folder ``bundle`` beside this file; running needs no Node.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup

from ..errors import ConfigurationError

FOLDER = "bundle"
"""Of the files in the package, and of their addresses."""
Entry = Literal["app", "embed"]
_SOURCES: Mapping[Entry, str] = {"app": "src/shell/main.tsx", "embed": "src/embed/main.tsx"}
_ICON = "src/design/mark.svg"
_WAITING: Mapping[Entry, Markup] = {
    "app": Markup(),
    "embed": Markup('<div class="waiting" aria-hidden="true">')
    + Markup("<span></span>") * 6
    + Markup("</div>"),
}
"""What stands in the page until the program draws: the room of a card, so that something is seen at once."""
_TITLES: Mapping[Entry, str] = {"app": "CRM AI", "embed": "CRM AI"}
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_NAME = re.compile(r"[A-Za-z0-9_.-]+")


@dataclass(frozen=True)
class BuiltFile:
    """One file as it was built; `br` is the same, compressed, where that is worth it."""

    name: str
    content: bytes
    br: bytes | None
    media_type: str

    @cached_property
    def gz(self) -> bytes | None:
        """The same for those who can't read Brotli; made once, by this machine."""
        return gzip.compress(self.content, 9, mtime=0) if self.br is not None else None

    def encoded(self, accepted: Mapping[str, Any]) -> tuple[bytes, str | None]:
        """Return the smallest form that `accepted` (encoding -> wish) allows, and its name."""
        if self.br is not None and accepted.get("br"):
            return self.br, "br"
        if self.gz is not None and accepted.get("gzip"):
            return self.gz, "gzip"
        return self.content, None


class Bundle:
    """The files of one build."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> BuiltFile | None:
        """Return a file by its name, which changes with its content."""
        return self._files.get(name)

    def shell(self, entry: Entry, prefix: str, assets: str) -> str:
        """Return the page that loads an entry; all of it in files, nothing inline.

        Args:
            entry: Which of the two programs.
            prefix: Path below which the app is mounted; the program reads it from the page.
            assets: Path below which the files are served.

        Raises:
            ConfigurationError: there is no build in this checkout.
        """
        chunks = list(self._needed(entry))
        link = Markup('<link rel="{}" href="{}/{}">')
        styles = dict.fromkeys(css for chunk in chunks for css in chunk.get("css", ()))
        head = [link.format("stylesheet", assets, css) for css in styles]
        if icon := self._manifest.get(_ICON):
            head.append(link.format("icon", assets, icon["file"]))
        head += [link.format("modulepreload", assets, chunk["file"]) for chunk in chunks[1:]]
        head.append(Markup('<script type="module" src="{}/{}"></script>').format(assets, chunks[0]["file"]))
        return str(
            Markup(
                '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
                '<meta name="viewport" content="width=device-width, initial-scale=1">'
                '<meta name="color-scheme" content="light dark">'
                '<meta name="crm-ai-root" content="{prefix}"><title>{title}</title>{head}</head>'
                '<body><div id="root">{waiting}</div><noscript>This page needs JavaScript.</noscript></body></html>\n'
            ).format(prefix=prefix, title=_TITLES[entry], head=Markup().join(head), waiting=_WAITING[entry])
        )

    def _needed(self, entry: Entry) -> Iterator[dict[str, Any]]:
        """Yield the entry's chunk and all it imports at once, each once."""
        if not self._manifest:
            raise ConfigurationError(
                "the workspace is not built",
                code="workspace_not_built",
                hint="make web builds it; a released package holds it",
            )
        waiting, seen = [_SOURCES[entry]], set[str]()
        while waiting:
            key = waiting.pop(0)
            if key in seen:
                continue
            seen.add(key)
            chunk = self._manifest[key]
            yield chunk
            waiting += chunk.get("imports", ())

    @cached_property
    def _manifest(self) -> dict[str, dict[str, Any]]:
        path = self._folder / "manifest.json"
        found: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return found

    @cached_property
    def _files(self) -> Mapping[str, BuiltFile]:
        """All files, read once: a request names one of these or nothing."""
        return {
            path.name: BuiltFile(path.name, path.read_bytes(), _compressed(path), _TYPES[path.suffix])
            for path in sorted(self._folder.glob("*"))
            if path.suffix in _TYPES and _NAME.fullmatch(path.name)
        }


def _compressed(path: Path) -> bytes | None:
    br = path.with_name(f"{path.name}.br")
    return br.read_bytes() if br.exists() else None


@lru_cache(maxsize=1)
def bundle() -> Bundle:
    """Return the build that lies in this package."""
    return Bundle(Path(__file__).parent / FOLDER)
