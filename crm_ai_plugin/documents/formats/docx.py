"""Word documents: a zip of XML, of which the text and the headings are taken.

Read with the hardened parser that other foreign XML is read with, not with a library for writing such files: the few
elements that matter are these.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element  # noqa: TID251  # the type alone; defusedxml does the parsing

from defusedxml import ElementTree

from ..bounds import Bounds, check_text, unreadable
from ..document import Document, Line, sections_of

ENDINGS = (".docx",)
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_LEVEL = re.compile(r"(?:heading|berschrift|titre|ttulo|titolo|kop)\D{0,2}([1-9])", re.IGNORECASE)
_CHUNK = 65_536


def read(data: bytes, bounds: Bounds) -> Document:
    """Return its sections by heading. Word sets pages when it prints, so there are none to cite."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise unreadable("it is no Word document", "save it as .docx") from None
    with archive:
        members = archive.infolist()
        if len(members) > bounds.files:
            raise unreadable("it is packed in too many pieces")
        budget = _Budget(bounds.unpacked)
        try:
            body = budget.take(archive, "word/document.xml")
        except KeyError:
            raise unreadable("it is no Word document", "save it as .docx") from None
        names = {member.filename for member in members}
        styles = _levels(budget.take(archive, "word/styles.xml")) if "word/styles.xml" in names else {}
        title = _title(budget.take(archive, "docProps/core.xml")) if "docProps/core.xml" in names else ""
    lines = list(_lines(body, styles, bounds))
    heading = next((line.text for line in lines if line.level == 1), "")
    return Document(title or heading, MEDIA_TYPE, sections_of(lines))


class _Budget:
    """Unpacks no more than was allowed, whatever the archive says of its sizes."""

    def __init__(self, left: int) -> None:
        self._left = left

    def take(self, archive: zipfile.ZipFile, name: str) -> bytes:
        pieces = []
        with archive.open(name) as stream:
            while piece := stream.read(_CHUNK):
                self._left -= len(piece)
                if self._left < 0:
                    raise unreadable("it unpacks to far more than it should")
                pieces.append(piece)
        return b"".join(pieces)


def _lines(body: bytes, styles: Mapping[str, int], bounds: Bounds) -> Iterator[Line]:
    length = 0
    parents: list[str] = []
    for event, element in ElementTree.iterparse(io.BytesIO(body), events=("start", "end")):
        if event == "start":
            parents.append(element.tag)
            if len(parents) > 500:
                raise unreadable("its parts are nested too deeply")
            continue
        parents.pop()
        if element.tag != f"{_W}p":
            continue
        text = "".join(_text(element))
        length += len(text)
        check_text(length, bounds)
        if text.strip():
            yield Line(" ".join(text.split()), _level(element, styles))
        element.clear()


def _text(paragraph: Element) -> Iterator[str]:
    for part in paragraph.iter():
        if part.tag == f"{_W}t":
            yield part.text or ""
        elif part.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            yield " "


def _level(paragraph: Element, styles: Mapping[str, int]) -> int:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return 0 if style is None else styles.get(style.get(f"{_W}val") or "", 0) or _named(style.get(f"{_W}val"))


def _levels(styles: bytes) -> dict[str, int]:
    """Return the level of each style that is a heading; its id differs by the language of the Word that wrote it."""
    found = {}
    for style in ElementTree.fromstring(styles).iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        level = _named(name.get(f"{_W}val") if name is not None else None)
        if level:
            found[style.get(f"{_W}styleId") or ""] = level
    return found


def _named(name: str | None) -> int:
    if (name or "").lower() == "title":
        return 1
    match = _LEVEL.match(name or "")
    return int(match[1]) if match else 0


def _title(core: bytes) -> str:
    found = ElementTree.fromstring(core).find(f"{_DC}title")
    return (found.text or "") if found is not None else ""
