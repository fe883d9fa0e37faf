"""Pages that know how many there are."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from .typefaces import PLAIN, shown

_MARGIN, _BASE, _LONGEST = 54, 32, 90


class Numbered(Canvas):
    """Writes the foot of every page once all are there: only then is their number known."""

    footer = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as reportlab calls it
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  # reportlab's name
        """Keep the page for later."""
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # the stubs leave it out

    def save(self) -> None:
        """Write all pages out."""
        pages = self._pages
        for number, page in enumerate(pages, start=1):
            self.__dict__.update(page)
            self.setFont(PLAIN, 7.5)
            self.setFillColor(HexColor("#545e70"))
            self.drawString(_MARGIN, _BASE, shown(self.footer[:_LONGEST]))
            self.drawRightString(A4[0] - _MARGIN, _BASE, f"Page {number} of {len(pages)}")
            super().showPage()
        super().save()
