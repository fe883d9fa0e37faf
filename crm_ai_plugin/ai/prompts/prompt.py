"""A prompt: text with named gaps, and the settings it was written for.

Filling a gap is replacing a name by a text, once. There is no expression, no loop and no attribute, so whoever may
edit a prompt can word a question and run nothing; what is filled in is never looked at for gaps again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...errors import UserInputError

Task = Literal["word", "choose"]
"""What a prompt asks for: texts, or one of several readings."""
_GAP = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_INSTRUCTIONS = frozenset({"language", "boundary", "feature"})
"""Gaps of the instructions. Nothing a stranger wrote may stand there."""
_DATA: Mapping[Task, frozenset[str]] = {
    "word": frozenset({"boundary", "slots", "evidence"}),
    "choose": frozenset({"boundary", "options", "text"}),
}
"""Gaps of the data, by what the prompt asks for; each of them is needed."""
MAX_CHARACTERS = 20_000


class PromptSettings(BaseModel):
    """The head of a prompt's file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Annotated[int, Field(ge=1)] = 1
    task: Task = "word"
    model: str | None = None
    """Instead of the installation's primary model."""
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    """Sent only to models that take one."""
    max_output_tokens: Annotated[int, Field(ge=50, le=16_000)] = 1800
    reading_tokens: Annotated[int, Field(ge=200, le=100_000)] = 2500
    """How much evidence is read, in tokens."""


@dataclass(frozen=True)
class Prompt:
    """One version of one feature's prompt.

    Attributes:
        feature: For which.
        label: Names the version where results are compared: ``deal_coach/1`` of the package, ``deal_coach/w3`` the
            third of a workspace.
        settings: The head.
        instructions: What the model is told, by us or by an admin.
        data: How the data stand below it.
        text: The whole file.
    """

    feature: str
    label: str
    settings: PromptSettings
    instructions: str
    data: str
    text: str

    @cached_property
    def digest(self) -> str:
        """Names the content: two versions with the same words share answers."""
        return hashlib.sha256(f"{self.feature}\n{self.text}".encode()).hexdigest()

    def fill(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Return instructions and data with their gaps filled."""
        return _filled(self.instructions, values), _filled(self.data, values)


def parse_prompt(feature: str, text: str, label: str | None = None, task: Task | None = None) -> Prompt:
    """Read a prompt's file.

    Args:
        feature: For which.
        text: The file.
        label: Names the version; left out, by the version in its settings.
        task: What it has to ask for; left out, whatever it does.

    Raises:
        UserInputError: ``prompt_invalid``, with what is wrong and where.
    """
    if len(text) > MAX_CHARACTERS:
        raise _invalid(f"it is longer than {MAX_CHARACTERS} characters")
    found = re.match(r"\A---\n(.*?)\n---\n(.*)\Z", text.replace("\r\n", "\n"), re.DOTALL)
    if found is None:
        raise _invalid("it has to begin with its settings between two lines of ---")
    settings = _settings(found[1])
    if task is not None and settings.task != task:
        raise _invalid(f"task: it is asked to {task}", hint=f"task: {task}")
    parts = re.split(r"(?m)^# (Instructions|Data)[ \t]*$", found[2])
    if list(parts[1::2]) != ["Instructions", "Data"] or parts[0].strip():
        raise _invalid(
            "it needs two parts, “# Instructions” and “# Data”, in this order, and nothing before them"
        )
    instructions, data = parts[2].strip(), parts[4].strip()
    _check_gaps("Instructions", instructions, _INSTRUCTIONS, {"boundary"})
    _check_gaps("Data", data, _DATA[settings.task], _DATA[settings.task])
    if len(_GAP.findall(data)) < 4 or not (data.startswith("{{boundary}}") and data.endswith("{{boundary}}")):
        raise _invalid("the data have to stand between two lines of {{boundary}}")
    return Prompt(feature, label or f"{feature}/{settings.version}", settings, instructions, data, text)


def _settings(head: str) -> PromptSettings:
    try:
        values = yaml.safe_load(head) or {}
        return PromptSettings.model_validate({k: v for k, v in values.items() if v is not None})
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise _invalid(f"{where}: {str(problem['msg']).lower()}") from None
    except (yaml.YAMLError, AttributeError, TypeError, ValueError, RecursionError):
        raise _invalid("its settings can't be read as YAML") from None


def _check_gaps(part: str, text: str, allowed: frozenset[str], needed: Set[str]) -> None:
    found = set(_GAP.findall(text))
    if unknown := sorted(found - allowed):
        raise _invalid(
            f"{part}: unknown gap {{{{{unknown[0][:40]}}}}}",
            hint=f"known there: {', '.join(sorted(allowed))}",
        )
    if missing := sorted(needed - found):
        raise _invalid(f"{part}: {{{{{missing[0]}}}}} is missing")
    if "{{" in (rest := _GAP.sub("", text)) or "}}" in rest:
        raise _invalid(f"{part}: braces that don't close")


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _GAP.sub(lambda found: values[found[1]], template)


def _invalid(why: str, hint: str | None = None) -> UserInputError:
    return UserInputError(f"this is not a usable prompt: {why}", code="prompt_invalid", hint=hint)
