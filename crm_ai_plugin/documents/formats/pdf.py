"""PDF, page by page."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from ..bounds import Bounds, check_text, unreadable
from ..document import Document, Section

ENDINGS = (".pdf",)
MEDIA_TYPE = "application/pdf"


def read(data: bytes, bounds: Bounds) -> Document:
    """Return a section per page, so that a page that is cited is the page it stands on."""
    if b"%PDF-" not in data[:1024]:
        raise unreadable("it is no PDF")
    with _quiet():
        # Takes long to load, and most documents are something else.
        from pypdf import PdfReader  # noqa: PLC0415

        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise unreadable("it is locked with a password", "save it without one")
        pages = len(reader.pages)
        if pages > bounds.pages:
            raise unreadable(f"it has more than {bounds.pages} pages", "split it into several documents")
        title = str((reader.metadata.title if reader.metadata else None) or "")
        sections, length = [], 0
        for number, page in enumerate(reader.pages, 1):
            text = _paragraphs(page.extract_text())
            length += len(text)
            check_text(length, bounds)
            if text:
                sections.append(Section(text, page=number))
    return Document(title, MEDIA_TYPE, sections, pages)


def _paragraphs(text: str) -> str:
    """Return a page's lines as paragraphs: a line that is far from full ends one."""
    lines = [" ".join(line.split()) for line in text.replace("\x00", "").splitlines()]
    full = max((len(line) for line in lines), default=0) * 0.6
    found: list[str] = []
    held = ""
    for line in lines:
        if held and line:
            # A word that was divided at the end of a line is whole again.
            held = held[:-1] + line if held.endswith("-") and line[0].islower() else f"{held} {line}"
        else:
            held = held or line
        if held and (not line or len(line) < full):
            found.append(held)
            held = ""
    return "\n\n".join([*found, held] if held else found)


@contextmanager
def _quiet() -> Iterator[None]:
    """Let the library keep its opinion of damaged files to itself: it would quote them."""
    logger = logging.getLogger("pypdf")
    before = logger.disabled
    logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = before
