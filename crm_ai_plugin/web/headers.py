"""What browsers may do with an answer."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, Response

from .state import state


def policy(frame_ancestors: Sequence[str], *, forms: str = "'none'") -> str:
    """Return the Content Security Policy of everything this app serves; nothing inline runs.

    Args:
        frame_ancestors: Who may show it in a frame.
        forms: Where its forms may be sent, redirects included.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            f"connect-src 'self' {_live()}",
            "img-src 'self'",
            "base-uri 'none'",
            f"form-action {forms}",
            f"frame-ancestors {' '.join(frame_ancestors) or chr(39) + 'none' + chr(39)}",
        )
    )


def framed_by(answer: Response, sources: Sequence[str]) -> Response:
    """Say who may show an answer in a frame; by nobody when there is no source."""
    answer.headers["Content-Security-Policy"] = policy(sources)
    if not sources:
        # For browsers that read nothing newer.
        answer.headers["X-Frame-Options"] = "DENY"
    return answer


def _live() -> str:
    """Return our own address for live connections: not every browser takes 'self' for that."""
    parts = urlsplit(state().services.settings.public_url)
    return f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"


def install(app: Flask, frame_ancestors: Sequence[str]) -> None:
    """Add the headers to every answer of `app`."""
    wanted = {
        "X-Content-Type-Options": "nosniff",
        # A card's address holds its token: no other site may learn it.
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cache-Control": "no-store",
    }
    fixed = [(name, name.lower(), value) for name, value in wanted.items()]

    @app.after_request
    def add(response: Response) -> Response:
        # On every webhook: looking once is cheaper than a search through all headers for each of them.
        present = {name.lower() for name in response.headers.keys()}  # noqa: SIM118  # iterating gives pairs
        for name, lowered, value in fixed:
            if lowered not in present:
                response.headers.add(name, value)
        if "content-security-policy" not in present:
            response.headers.add("Content-Security-Policy", policy(frame_ancestors))
        return response
