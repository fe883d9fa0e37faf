"""The seam to choosing what of a CRM is read and what is written into it.

The choice is kept with the connection and holds for every connector: deals of pipelines that were left out are
not kept and not advised on, and what is not to be written is not planned. A connector that can list what there is
to choose from is an `OffersChoices`; of another one it is seen in its deals. A factory whose CRM has to be asked for
each field is a `ReadsFields`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, Self, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Chosen = Annotated[str, StringConstraints(min_length=1, max_length=200)]
MOST = 500


class Selection(BaseModel):
    """What is read and written through one connection."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pipelines: tuple[Chosen, ...] | None = Field(default=None, max_length=MOST)
    """Values of `Deal.pipeline` to look at; None: all, those without a pipeline, too."""
    fields: tuple[Chosen, ...] | None = Field(default=None, max_length=MOST)
    """Deal fields beyond the usual ones to read into `Deal.custom`; None: what the connection's settings say."""
    unwritten: tuple[Chosen, ...] = Field(default=(), max_length=MOST)
    """``note``, ``task``, ``fields`` and logical names of fields that are not written."""
    open: bool = False
    """Nothing is read before somebody has chosen."""

    @model_validator(mode="after")
    def _something_is_read(self) -> Self:
        if self.pipelines == ():
            raise ValueError("pipelines: choose at least one, or leave them out to look at all")
        return self

    def takes(self, pipeline: str | None) -> bool:
        """Whether deals of a pipeline are looked at."""
        return self.pipelines is None or pipeline in self.pipelines


@dataclass(frozen=True)
class Choice:
    """Something to choose: the name it goes by, and what people call it."""

    name: str
    label: str


@runtime_checkable
class OffersChoices(Protocol):
    """A connector that can list pipelines and deal fields. Each raises as `Connector.check` does."""

    def pipelines(self) -> Sequence[Choice]:
        """Return the pipelines; a name is what `Deal.pipeline` holds. None: the CRM has none."""

    def deal_fields(self) -> Sequence[Choice]:
        """Return the deal fields that the CRM's admins made, without our own; a name is one of `Deal.custom`."""


@runtime_checkable
class ReadsFields(Protocol):
    """A factory whose connections read only those further deal fields that their settings name."""

    def reading(self, config: Mapping[str, Any], fields: Sequence[str]) -> Mapping[str, Any]:
        """Return the settings with these fields to be read."""

    def read_fields(self, config: Mapping[str, Any]) -> Sequence[str]:
        """Return which the settings name."""
