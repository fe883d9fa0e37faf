"""What browsers may do with an answer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response


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
            "connect-src 'self'",
            "img-src 'self'",
            "base-uri 'none'",
            f"form-action {forms}",
            f"frame-ancestors {' '.join(frame_ancestors) or chr(39) + 'none' + chr(39)}",
        )
    )


def install(app: Flask, frame_ancestors: Sequence[str]) -> None:
    """Add the headers to every answer of `app`."""
    wanted = {
        "Content-Security-Policy": policy(frame_ancestors),
        "X-Content-Type-Options": "nosniff",
        # A card's address holds its token: no other site may learn it.
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
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
        return response
