"""What a template may say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, get_args

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ....errors import UserInputError
from ....features.persona.traits import trait_specs
from ....insights.persona import LayoutPart, TraitGroup

MAX_SECTIONS = 12
_LONGEST = 60


def _plain(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError("one line of printable text is asked for")
    return text.strip()


def _known(key: str) -> str:
    if key not in known_traits():
        raise ValueError(f"there is no trait or group {key!r}; there are {', '.join(sorted(known_traits()))}")
    return key


Title = Annotated[str, Field(min_length=1, max_length=_LONGEST), AfterValidator(_plain)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TemplateSection(_Model):
    """A heading and the traits below it: keys, or groups for all of a group that are not named elsewhere."""

    title: Title
    traits: list[Annotated[str, AfterValidator(_known)]] = Field(min_length=1, max_length=40)


class PersonaTemplate(_Model):
    """A template; a trait stands in the first section that names it, and one that none names is left out."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    label: Title
    sections: list[TemplateSection] = Field(min_length=1, max_length=MAX_SECTIONS)
    parts: list[LayoutPart] = Field(default_factory=lambda: list(get_args(LayoutPart)))


@cache
def known_traits() -> Mapping[str, str]:
    """Return the group of each trait by its key, and of each group by its name."""
    groups: tuple[Literal[str], ...] = get_args(TraitGroup)  # type: ignore[valid-type]  # names of groups
    return {**{spec.key: spec.group for spec in trait_specs()}, **{group: group for group in groups}}


def parse_template(document: object) -> PersonaTemplate:
    """Return what a document defines.

    Raises:
        UserInputError: ``template_invalid``.
    """
    try:
        return PersonaTemplate.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        what = str(first["msg"]).removeprefix("Value error, ")
        raise UserInputError(f"template: {place}: {what}", code="template_invalid") from None


@cache
def shipped() -> Mapping[str, PersonaTemplate]:
    """Return the templates that come with the product, by key."""
    found = {}
    for entry in sorted(files(__package__ or "").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".yaml"):
            template = parse_template(yaml.safe_load(entry.read_text(encoding="utf-8")))
            found[template.key] = template
    return found
