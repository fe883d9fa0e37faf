"""What a vendor's face gives to the application: routes, and how its calls are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Blueprint, Request

__all__ = ["Face"]


class _NamesPattern(Protocol):
    def __call__(self, request: Request, /) -> str: ...


class _AddsHeaders(Protocol):
    def __call__(self) -> dict[str, str]: ...


class _SaysNotFound(Protocol):
    def __call__(self, status: int, /) -> Any: ...  # noqa: ANN401 - whatever that vendor answers


@dataclass(frozen=True)
class Face:
    """One vendor's side of the sandbox, beside the control routes and pages that come with it.

    Attributes:
        blueprints: Routes of the API, of ``/__sandbox`` and of the pages.
        pages: Path prefixes outside ``/sandbox`` and ``/__sandbox`` that belong to people, not to clients.
        reading_posts: Ends of paths whose POST changes no record.
        pattern: The route of the request being served, ids left open.
        headers: Headers every answer of the API carries, asked for once it is ready.
        problem: The body of a 404 or 405 on a path no route knows.
    """

    blueprints: Sequence[Blueprint]
    pages: tuple[str, ...]
    reading_posts: tuple[str, ...]
    pattern: _NamesPattern
    headers: _AddsHeaders
    problem: _SaysNotFound
