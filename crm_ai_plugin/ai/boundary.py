"""The line between our words and those of strangers."""

from __future__ import annotations

import secrets


def boundary(data: str) -> str:
    """Return a line that is nowhere in `data`: who wrote the data can't close what they don't know."""
    while True:
        line = f"=== data {secrets.token_hex(8)} ==="
        if line not in data:
            return line
