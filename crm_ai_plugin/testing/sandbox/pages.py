"""What the pages of every face share: safety of strangers' HTML, frames for it, entries of a timeline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, Response

__all__ = ["Entry", "frame_height", "new_pages"]

# A frame knows nothing of the page around it, so it brings its own type.
_FRAME_STYLE = "<style>body{font:15px/1.5 system-ui,sans-serif;margin:.3rem;overflow-wrap:anywhere}</style>"
_BREAKS = re.compile(r"</p>|<br|</li>|</h\d>|</tr>", re.IGNORECASE)


def frame_height(html: str) -> str:
    """A CSS height that about fits a text of this length, between two and twenty lines."""
    lines = len(_BREAKS.findall(html)) * 1.6 + len(html) / 110
    return f"{min(20.0, max(2.0, lines)) * 1.5 + 1:.0f}em"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a deal's timeline; ``is_html`` says how the body is to be shown."""

    at: str
    what: str
    title: str
    body: str
    is_html: bool
    by_app: bool


def new_pages(account_name: str, home: str) -> Blueprint:
    """A blueprint for pages under ``/sandbox`` on which nothing runs and nothing is loaded.

    Args:
        account_name: Named in the head of each page.
        home: Where the head leads.
    """
    routes = Blueprint("pages", __name__, url_prefix="/sandbox")

    @routes.context_processor
    def shared() -> dict[str, object]:
        return {
            "frame_style": _FRAME_STYLE,
            "frame_height": frame_height,
            "account_name": account_name,
            "home": home,
        }

    @routes.after_request
    def protect(response: Response) -> Response:
        # Notes are strangers' HTML: nothing on these pages may run or load anything.
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; "
            "base-uri 'none'; form-action 'none'"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return routes
