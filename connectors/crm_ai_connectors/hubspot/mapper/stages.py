"""Deal pipelines: what a stage id is called and whether it ends a deal.

`Deal.stage` holds the stage's label, because ids of self-made stages are bare numbers that tell a rep
nothing; the id stays in ``custom["dealstage"]``. History is mapped with today's labels too, so a renamed
stage carries one name throughout. A stage that no longer exists keeps its id. Two stages of one pipeline
with the same label are told apart by their id. ``stage_names: id`` turns all this off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm_ai_plugin.records import Outcome

from .values import flag, number, text


@dataclass(frozen=True)
class Stages:
    """Names and outcomes by id. Stage ids are unique in an account."""

    pipeline_names: Mapping[str, str]
    stage_names: Mapping[str, str]
    outcomes: Mapping[str, Outcome]

    def pipeline(self, pipeline_id: str | None) -> str | None:
        """Return what the pipeline is called."""
        return None if pipeline_id is None else self.pipeline_names.get(pipeline_id, pipeline_id)

    def name(self, stage_id: str | None) -> str | None:
        """Return what the stage is called."""
        return None if stage_id is None else self.stage_names.get(stage_id, stage_id)

    def outcome(self, stage_id: str | None) -> Outcome | None:
        """Return how a deal in this stage stands; None for an unknown stage."""
        return None if stage_id is None else self.outcomes.get(stage_id)


def read_stages(raw_pipelines: Iterable[Mapping[str, Any]], *, by_label: bool) -> Stages:
    """Return the stages of all deal pipelines."""
    pipeline_names: dict[str, str] = {}
    stage_names: dict[str, str] = {}
    outcomes: dict[str, Outcome] = {}
    for pipeline in raw_pipelines:
        pipeline_id = text(pipeline.get("id"))
        if pipeline_id is None:
            continue
        pipeline_names[pipeline_id] = (by_label and text(pipeline.get("label"))) or pipeline_id
        stages = [stage for stage in pipeline.get("stages") or () if isinstance(stage, Mapping)]
        labels = Counter(text(stage.get("label")) for stage in stages)
        for stage in stages:
            stage_id, label = text(stage.get("id")), text(stage.get("label"))
            if stage_id is None:
                continue
            outcomes[stage_id] = _outcome(stage.get("metadata") or {})
            if by_label and label:
                stage_names[stage_id] = label if labels[label] == 1 else f"{label} ({stage_id})"
    return Stages(pipeline_names, stage_names, outcomes)


def _outcome(metadata: Mapping[str, Any]) -> Outcome:
    chance = number(metadata.get("probability"))
    closed = flag(metadata.get("isClosed")) if "isClosed" in metadata else chance in {0.0, 1.0}
    if not closed:
        return Outcome.OPEN
    return Outcome.WON if chance == 1.0 else Outcome.LOST
