"""The shape of `manifest.json`. Unknown keys are refused: a misspelt one would silently grant nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal, NoReturn, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ..ports.connector import Capability

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Sentence = Annotated[str, StringConstraints(min_length=3, max_length=300)]
HttpsUrl = Annotated[str, StringConstraints(pattern=r"^https://[^/\s]+(/\S*)?$")]
ObjectName = Literal[
    "deal", "contact", "company", "email", "call", "meeting", "note", "task", "communication", "line_item"
]
EventName = Literal[
    "creation", "deletion", "restore", "merge", "associationChange", "propertyChange", "privacyDeletion"
]


class Part(BaseModel):
    """Base of all parts."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Requires(Part):
    """Versions of what this release is built and tested against."""

    python: Annotated[str, StringConstraints(pattern=r"^>=3\.\d+$")]
    hubspot_api: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]
    hubspot_platform: Annotated[str, StringConstraints(pattern=r"^\d{4}\.\d{1,2}$")]
    salesforce_api: Annotated[str, StringConstraints(pattern=r"^\d{2}\.0$")]


class Hosting(Part):
    """Where an installation is reached. The file holds a placeholder; `generate --public-url` puts in yours."""

    public_url: HttpsUrl
    support_email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]
    documentation_url: HttpsUrl


class Feature(Part):
    """A kind of insight. It does not run without `needs`; with `uses` it does more."""

    key: Key
    label: Sentence
    description: Sentence
    subject: ObjectName | Literal["objection", "cohort"]
    """A kind of record it looks at, or what it is asked about: an ``objection``, a ``cohort`` of deals."""
    needs: tuple[Capability, ...]
    uses: tuple[Capability, ...] = ()


class Scope(Part):
    """A permission asked of the CRM, and why. Without an optional one the product does less and says so."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9._-]*$")]
    reason: Sentence
    optional: bool = False


class Connector(Part):
    """A CRM and what is asked of it."""

    key: Key
    label: Sentence
    scopes: tuple[Scope, ...]

    @model_validator(mode="after")
    def _scopes_once(self) -> Self:
        _once("scope", (scope.name for scope in self.scopes))
        return self


class Subscription(Part):
    """An event the CRM is asked to report."""

    object: ObjectName
    event: EventName
    property: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")] | None = None

    @model_validator(mode="after")
    def _property_with_its_event(self) -> Self:
        if (self.event == "propertyChange") != (self.property is not None):
            raise ValueError("a propertyChange names its property, and nothing else does")
        return self


class Webhook(Part):
    """An address events come in at."""

    receiver: Key
    path: Annotated[str, StringConstraints(pattern=r"^/webhooks/[a-z0-9_/-]+$")]
    max_concurrent_requests: int = Field(default=10, ge=1, le=100)
    subscriptions: tuple[Subscription, ...]

    @model_validator(mode="after")
    def _subscriptions_once(self) -> Self:
        _once(
            "subscription", (f"{s.object}.{s.event} {s.property or ''}".strip() for s in self.subscriptions)
        )
        return self


class Location(Part):
    """A place inside a CRM that shows a card live; `entrypoint` is the component that does."""

    crm: Literal["hubspot"]
    location: Literal["crm.record.tab", "crm.record.sidebar", "crm.preview"]
    objects: tuple[Literal["deals", "contacts", "companies"], ...] = Field(min_length=1)
    entrypoint: Annotated[str, StringConstraints(pattern=r"^/app/cards/[A-Za-z0-9]+\.(tsx|jsx)$")]


class Card(Part):
    """How an insight of one kind is shown: the hosts that render it and the places it appears in."""

    kind: Key
    hosts: tuple[Key, ...]
    locations: tuple[Location, ...] = ()


class Output(Part):
    """What a workflow action hands to the steps after it."""

    name: Key
    label: Sentence
    type: Literal["string", "number", "datetime"]


class WorkflowAction(Part):
    """A step people put into an automation of their CRM."""

    crm: Literal["hubspot"]
    key: Key
    label: Sentence
    description: Sentence
    path: Annotated[str, StringConstraints(pattern=r"^/api/hosts/[a-z0-9_/-]+$")]
    object: Literal["deal", "contact"]
    outputs: tuple[Output, ...] = Field(min_length=1)


class Setting(Part):
    """A setting an admin has to know; the full list is in ``docs/reference/settings.md``."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
    needed_for: Sentence
    reason: Sentence


class Manifest(Part):
    """The whole file."""

    manifest_version: Literal[1]
    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+([a-z]+\d*)?$")]
    label: Sentence
    description: Sentence
    requires: Requires
    hosting: Hosting
    features: tuple[Feature, ...]
    connectors: tuple[Connector, ...]
    webhooks: tuple[Webhook, ...]
    cards: tuple[Card, ...]
    workflow_actions: tuple[WorkflowAction, ...] = ()
    reports: tuple[Key, ...] = ()
    """Kinds of insight that reports make and no feature looks after."""
    settings: tuple[Setting, ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        _once("feature", (feature.key for feature in self.features))
        _once("connector", (connector.key for connector in self.connectors))
        _once("receiver", (webhook.receiver for webhook in self.webhooks))
        _once("card", (card.kind for card in self.cards))
        _once("workflow action", (f"{one.crm} {one.key}" for one in self.workflow_actions))
        _once("setting", (setting.name for setting in self.settings))
        made = {*(feature.key for feature in self.features), *self.reports}
        if strange := {card.kind for card in self.cards} - made:
            raise ValueError(
                f"a card shows what no feature and no report makes: {', '.join(sorted(strange))}"
            )
        return self

    def connector(self, key: str) -> Connector:
        """Return the connector called `key`.

        Raises:
            KeyError: there is none.
        """
        return next((one for one in self.connectors if one.key == key), None) or _missing(key)

    def webhook(self, receiver: str) -> Webhook:
        """Return the webhook of `receiver`.

        Raises:
            KeyError: there is none.
        """
        return next((one for one in self.webhooks if one.receiver == receiver), None) or _missing(receiver)


def _missing(key: str) -> NoReturn:
    raise KeyError(key)


def _once(what: str, names: Iterable[str]) -> None:
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise ValueError(f"{what} named twice: {', '.join(twice)}")
