"""Every form a model is asked to fill in, at its largest: checked when the client is built, not at the first call."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from ..portable_schema import portable_schema
from .asking import answer_form
from .choosing import choice_form

MOST_TEXTS = 60
MOST_EVIDENCE = 200
MOST_OPTIONS = 20


def forms() -> Iterator[type[BaseModel]]:
    """Yield the forms."""
    texts = tuple(f"s{place}" for place in range(1, MOST_TEXTS + 1))
    evidence = tuple(f"ev_{place}" for place in range(1, MOST_EVIDENCE + 1))
    yield answer_form(texts, evidence)
    yield answer_form(texts[:1], ())
    yield choice_form(tuple(f"c{place}" for place in range(1, MOST_OPTIONS + 1)))


def check_forms() -> int:
    """Check that every server takes every form; returns how many there are.

    Raises:
        ConfigurationError: ``schema_not_portable``, and which part is.
    """
    return len([portable_schema(form) for form in forms()])
