"""The pipelines of the generated world; stage ids serve the bundle and the sandbox CRM alike."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MAIN_PIPELINE", "PIPELINES", "Pipeline", "Stage"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A pipeline stage; ``probability`` is the CRM's own rule of thumb, not the world's truth."""

    id: str
    label: str
    probability: float
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Pipeline:
    """An ordered run of open stages followed by one won and one lost stage."""

    id: str
    label: str
    stages: tuple[Stage, ...]

    @property
    def open_stages(self) -> tuple[Stage, ...]:
        """The stages a live deal can be in, in order."""
        return tuple(stage for stage in self.stages if not stage.closed)

    def closing_stage(self, *, won: bool) -> str:
        """The id of the stage a deal ends in."""
        return next(s.id for s in self.stages if s.closed and (s.probability == 1.0) is won)


PIPELINES: tuple[Pipeline, ...] = (
    Pipeline(
        "default",
        "Sales pipeline",
        (
            Stage("qualification", "Qualification", 0.1),
            Stage("discovery", "Discovery", 0.25),
            Stage("proposal", "Proposal", 0.5),
            Stage("negotiation", "Negotiation", 0.75),
            Stage("closedwon", "Closed won", 1.0, closed=True),
            Stage("closedlost", "Closed lost", 0.0, closed=True),
        ),
    ),
    Pipeline(
        "renewals",
        "Renewals",
        (
            Stage("renewal_review", "Usage review", 0.4),
            Stage("renewal_planning", "Planning", 0.5),
            Stage("renewal_quote", "Quote sent", 0.6),
            Stage("renewal_verbal", "Verbal yes", 0.85),
            Stage("renewal_won", "Renewed", 1.0, closed=True),
            Stage("renewal_lost", "Not renewed", 0.0, closed=True),
        ),
    ),
)

MAIN_PIPELINE = PIPELINES[0]
