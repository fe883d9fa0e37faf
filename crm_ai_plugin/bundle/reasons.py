"""Why rows are refused, and which kinds of dirt are reported. `docs/reference/bundle.md` explains each."""

from __future__ import annotations

from typing import Literal, TypeAlias

Reason: TypeAlias = Literal[
    "missing_value",
    "duplicate_id",
    "bad_number",
    "bad_time",
    "bad_boolean",
    "bad_choice",
    "bad_text",
    "bad_value",
    "unmapped_value",
    "no_record",
    "column_count",
    "malformed_quotes",
    "malformed_json",
    "nul_character",
]

DirtCode: TypeAlias = Literal[
    "unknown_reference",
    "spellings",
    "typo",
    "contradiction",
    "open_but_closed",
    "closed_without_time",
    "closed_before_created",
    "unknown_column",
    "unnamed_column",
    "mended",
    "not_looked_up",
    "repeated_rows",
]
