"""Plain text as the org's rich text fields keep it."""

from __future__ import annotations

import html

__all__ = ["as_html"]


def as_html(text: str, *, raw_html: bool = False) -> str:
    """Paragraphs of HTML; ``raw_html`` leaves markup in the text alone."""
    safe = text if raw_html else html.escape(text, quote=False)
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in safe.split("\n\n") if part)
