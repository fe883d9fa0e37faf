"""What people of ours decided about traits, set against what was observed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...ports.person import Override
from .traits import Seen, Trait

_NAMING = ("channel", "language", "manner", "part", "size", "stance", "topics", "within")
"""Parts of a trait's `data` that name what is stated; all else are numbers that move with every touchpoint."""


@dataclass(frozen=True, slots=True)
class Held:
    """One trait as it stands: what was observed, and what a person decided.

    `said` is the observed statement in words, None if nothing was observed.
    """

    trait: Trait
    said: str | None = None
    override: Override | None = None

    @property
    def value(self) -> str | None:
        """The statement that stands; None where there is none, or a person took it off."""
        if self.override is None:
            return self.said
        return self.override.value if self.override.kind != "reject" else None

    @property
    def contradicted(self) -> bool:
        """Whether what was observed says something else than the person's word.

        It is shown beside the word and changes nothing. Somebody's own words can't be compared with ours: they are
        contradicted unless they are the same.
        """
        if self.override is None or self.override.kind == "reject" or self.trait.seen is None:
            return False
        if self.override.kind == "lock" and "said" in self.override.data:
            return bool(self.override.data["said"] != substance(self.trait.seen))
        return self.override.value != self.said


def hold(
    traits: Mapping[str, Trait], said: Mapping[str, str], overrides: Sequence[Override]
) -> dict[str, Held]:
    """Return every trait as it stands; of several overrides of a trait the newest counts.

    Args:
        traits: What was observed.
        said: The observed statements in words, by trait.
        overrides: What people decided.
    """
    decided = {one.trait: one for one in sorted(overrides, key=lambda o: o.at)}
    return {key: Held(trait, said.get(key), decided.get(key)) for key, trait in traits.items()}


def substance(seen: Seen) -> str:
    """Return what a lock remembers of a statement, so that a contradiction is seen later."""
    named = (f"{key}={_text(seen.data[key])}" for key in _NAMING if key in seen.data)
    return "|".join((seen.value.key, *named))


def _text(value: object) -> str:
    # Of ranked topics the first is the statement.
    if isinstance(value, Mapping | Sequence) and not isinstance(value, str):
        return str(next(iter(value), ""))
    return str(value)
