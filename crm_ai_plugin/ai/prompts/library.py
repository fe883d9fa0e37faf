"""Which prompt is used: a workspace's own where it has one, else the package's."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Protocol

from ...errors import NotFoundError
from .prompt import Prompt, parse_prompt

_FILES = files("crm_ai_plugin.ai.prompts") / "files"


class PromptSource(Protocol):
    """Gives the prompt of a feature in a workspace."""

    def prompt(self, workspace: str, feature: str, subject: str) -> Prompt:
        """Return the prompt to use now; in an experiment `subject` decides, always the same way.

        Raises:
            NotFoundError: ``prompt_unknown``: there is none for this feature.
        """


class ShippedPrompts:
    """The prompts of the package, the same for everybody."""

    def prompt(self, workspace: str, feature: str, subject: str) -> Prompt:
        """Return the package's prompt."""
        return shipped(feature)


@cache
def shipped(feature: str) -> Prompt:
    """Return the package's prompt of a feature.

    Raises:
        NotFoundError: ``prompt_unknown``.
    """
    if feature not in shipped_features():
        raise NotFoundError(f"there is no prompt for {feature[:60]!r}", code="prompt_unknown")
    return parse_prompt(feature, (_FILES / f"{feature}.md").read_text(encoding="utf-8"))


@cache
def shipped_features() -> tuple[str, ...]:
    """Return the features the package has a prompt for."""
    return tuple(sorted(e.name.removesuffix(".md") for e in _FILES.iterdir() if e.name.endswith(".md")))
