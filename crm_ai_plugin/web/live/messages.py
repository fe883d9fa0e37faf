"""What a page may say on a live connection; anything else ends it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter

Topic = Annotated[
    str, Field(min_length=1, max_length=500, pattern=r"^(insight|job|sync)(/[^/\s]{1,200}){0,3}$")
]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Auth(_Message):
    """Who listens: a bearer, or the proof that our own page holds the session of the cookie."""

    type: Literal["auth"]
    bearer: SecretStr | None = Field(None, max_length=4000)
    csrf: SecretStr | None = Field(None, max_length=200)


class Subscribe(_Message):
    """What to tell of, besides what was asked for before; and what was missed since an event, or in the last seconds."""

    type: Literal["subscribe"]
    topics: list[Topic] = Field(min_length=1, max_length=100)
    since: str | None = Field(None, max_length=40)
    ago: float | None = Field(None, ge=0, le=60, allow_inf_nan=False)


class Unsubscribe(_Message):
    """What to tell of no more."""

    type: Literal["unsubscribe"]
    topics: list[Topic] = Field(min_length=1, max_length=100)


class Pong(_Message):
    """Still here."""

    type: Literal["pong"]


Message = Annotated[Auth | Subscribe | Unsubscribe | Pong, Field(discriminator="type")]
MESSAGE: TypeAdapter[Auth | Subscribe | Unsubscribe | Pong] = TypeAdapter(Message)
