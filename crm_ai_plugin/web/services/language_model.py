"""What the web app needs of the runtime about the language model, its prompts and its costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar


class ModelUse(Protocol):
    """A month's calls of one kind."""

    @property
    def feature(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def calls(self) -> int: ...

    @property
    def failed(self) -> int: ...

    @property
    def input_tokens(self) -> int: ...

    @property
    def output_tokens(self) -> int: ...

    @property
    def cost(self) -> int:
        """In billionths of a US dollar."""


class ModelReadings(Protocol):
    """How the language model stands."""

    @property
    def spent(self) -> Sequence[ModelUse]: ...

    @property
    def taken(self) -> int:
        """What counts against the cap, in billionths of a US dollar."""

    @property
    def cap_usd(self) -> float | None: ...

    @property
    def breakers(self) -> Mapping[str, str]:
        """State by model."""


class ExpectedCost(Protocol):
    """What a run is likely to cost."""

    @property
    def calls(self) -> int: ...

    @property
    def model(self) -> str: ...

    @property
    def usd(self) -> float: ...

    @property
    def input_tokens(self) -> int: ...

    @property
    def output_tokens(self) -> int: ...

    @property
    def measured_calls(self) -> int: ...

    @property
    def price_known(self) -> bool: ...


EC_co = TypeVar("EC_co", bound=ExpectedCost, covariant=True)


class RunCosts(Protocol[EC_co]):
    """What runs over many records are likely to cost."""

    @property
    def can_call(self) -> bool:
        """Whether there is a key."""

    def words(self, workspace: str, feature: str, calls: int | None, model: str | None = None) -> EC_co:
        """Return what a feature's words cost; `calls` None: one per open deal."""

    def left_usd(self, workspace: str) -> float | None:
        """Return what of this month's caps is left; None: there is no cap."""


class PromptText(Protocol):
    """A prompt's words."""

    @property
    def label(self) -> str: ...

    @property
    def text(self) -> str: ...


PV_co = TypeVar("PV_co", covariant=True)
PT_co = TypeVar("PT_co", bound=PromptText, covariant=True)
ST_co = TypeVar("ST_co", covariant=True)
PW_co = TypeVar("PW_co", covariant=True)


class Prompts(Protocol[PV_co, PT_co]):
    """Prompts of a workspace. Each method raises `NotFoundError` for an unknown feature or version."""

    def list(self, workspace: str, feature: str | None = None) -> Sequence[PV_co]: ...

    def version(self, workspace: str, feature: str, name: str | None = None) -> PT_co: ...

    def draft(self, feature: str, text: str) -> PT_co:
        """Return a text that is not stored as if it were a version.

        Raises:
            UserInputError: it can't be used, and why.
        """

    def save(self, workspace: str, feature: str, text: str, author: str, note: str = "") -> PV_co:
        """Store a version that is not in use yet.

        Raises:
            UserInputError: it can't be used, and why.
        """

    def use(self, workspace: str, feature: str, name: str, author: str) -> PT_co: ...

    def roll_back(self, workspace: str, feature: str, author: str) -> PT_co: ...

    def diff(self, workspace: str, feature: str, a: str, b: str) -> str: ...

    def begin(self, workspace: str, feature: str, a: str, b: str, share_b: float, author: str) -> object: ...


class PromptPreviews(Protocol[PW_co]):
    """Prompts at work, without sending or keeping anything."""

    def preview(
        self,
        workspace: str,
        prompt: Any,  # noqa: ANN401  # whatever `Prompts` gave
        deal_id: str,
        connection: str | None = None,
    ) -> PW_co: ...


class Experiments(Protocol[ST_co]):
    """Comparisons of prompts."""

    def standing(self, workspace: str, feature: str) -> ST_co: ...

    def end(self, workspace: str, feature: str, author: str) -> ST_co: ...


class WordsByModel(Protocol):
    """The language model: how it stands, and what it is told."""

    def model_readings(self) -> ModelReadings:
        """Return this month's spend and the breakers.

        Raises:
            CrmAiError: the database is away.
        """

    @property
    def run_costs(self) -> RunCosts[Any]: ...

    @property
    def prompts(self) -> Prompts[Any, Any]: ...

    @property
    def experiments(self) -> Experiments[Any]: ...

    @property
    def prompt_previews(self) -> PromptPreviews[Any]: ...

    def counts(self) -> Iterable[tuple[str, Mapping[str, str], float]]:
        """Return (name, labels, sum) of what all processes counted.

        Raises:
            RedisError: Redis is away.
        """
