"""What the web app needs of the runtime to show and switch models."""

from __future__ import annotations

from typing import Any, Protocol


class ModelVersions(Protocol):
    """The versions of what a feature learned in one workspace; what is not there raises `NotFoundError`."""

    def versions(self, workspace: str, feature: str) -> list[dict[str, Any]]:
        """Return a line about each model, newest first."""

    def show(self, workspace: str, feature: str, id_: str | None = None) -> dict[str, Any]:
        """Return what there is to know about a model; of the one that serves if no id is given."""

    def use(self, workspace: str, feature: str, id_: str | None, by: str, *, pin: bool) -> dict[str, Any]:
        """Let a model serve; pinned, it stays whatever is learned later."""

    def allow(self, workspace: str, column: str, by: str) -> bool:
        """Let a column be learned from although it was refused."""

    def refuse(self, workspace: str, column: str, by: str) -> bool:
        """Take back that a column was allowed."""


class HasModels(Protocol):
    """Models."""

    @property
    def models(self) -> ModelVersions: ...
