"""Kontor's kinds of records, its phases, and the slots an admin has made."""

from __future__ import annotations

from dataclasses import dataclass

from crm_ai_plugin.testing.world import PIPELINES

__all__ = ["HINTED", "KINDS", "OWN_LABEL", "PARENTS", "PHASES", "PHASE_OF", "SLOTS", "VERDICTS", "Phase"]


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage of a deal; ``verdict`` is ``O`` (open), ``W`` (won) or ``L`` (lost)."""

    number: int
    label: str
    verdict: str


KINDS: tuple[str, ...] = (
    "houses",
    "people",
    "ventures",
    "parts",
    "moments",
    "memos",
    "chores",
    "steps",
    "edits",
    "lots",
)
"""Kinds with a list that can be read by time of change."""

PARENTS: dict[str, str] = dict.fromkeys(
    ("parts", "moments", "memos", "chores", "steps", "edits", "lots"), "venture"
)
"""Which property of a record names what it lies below."""

HINTED: dict[str, str] = {
    "ventures": "venture",
    "houses": "house",
    "people": "person",
    "moments": "moment",
    "memos": "memo",
    "chores": "chore",
}
"""What a hint calls a record."""

_STAGES = [stage for pipeline in PIPELINES for stage in pipeline.stages]
PHASES: dict[int, Phase] = {
    number: Phase(number, stage.label, ("W" if stage.probability == 1.0 else "L") if stage.closed else "O")
    for number, stage in enumerate(_STAGES, start=11)
}
PHASE_OF: dict[str, int] = {stage.id: number for number, stage in enumerate(_STAGES, start=11)}
"""Number of a phase by the world's id of the stage."""
VERDICTS: dict[int, str] = {number: phase.verdict for number, phase in PHASES.items()}

OWN_LABEL = "AI: "
"""How the labels of the slots begin that hold this product's values."""
_OWN = (
    *("p_win", "p_win_low", "p_win_high", "next_step", "next_step_due", "insight_version", "updated_at"),
    *(
        "persona_channel",
        "persona_best_hours",
        "persona_best_days",
        "persona_reply_hours",
        "persona_language",
    ),
    *("persona_stance", "persona_summary", "persona_version", "persona_updated_at"),
)
SLOTS: dict[str, str] = {
    "9001": "Fit",
    **{str(9101 + k): f"{OWN_LABEL}{name}" for k, name in enumerate(_OWN)},
}
"""Label of each slot by its number."""
