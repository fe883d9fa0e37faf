"""The language model of an installation, made from its settings.

Imported when a model is wanted: the vendor's package takes a second to load.
"""

from __future__ import annotations

from redis import Redis

from ...ai.catalogue import catalogue
from ...ai.embedding_client import EmbeddingClient, EmbeddingConfig
from ...ai.guards import Guards
from ...ai.model_client import ClientConfig, ModelClient
from ...ai.openai_client import Connection
from ...ai.wording.forms import check_forms
from ...ports.clock import Clock
from ...settings import Settings
from ...store import Store
from .breaker import RedisBreaker
from .ledger import Caps, StoreLedger
from .limits import call_limits
from .preview import price_list


def connection(settings: Settings) -> Connection | None:
    """Return the way to the provider; None without a key."""
    if settings.openai_api_key is None:
        return None
    return Connection(
        settings.openai_api_key.get_secret_value(),
        settings.openai_base_url,
        settings.openai_org_id,
        settings.ai.api_mode,
        settings.model_proxy,
    )


def language_model(settings: Settings, redis: Redis, store: Store, clock: Clock) -> ModelClient | None:
    """Return the model; None without a key: then nothing is ever called.

    Raises:
        ConfigurationError: ``schema_not_portable``: some servers would not take what is asked of a model.
    """
    to_provider = connection(settings)
    if to_provider is None:
        return None
    check_forms()
    ai = settings.ai
    config = ClientConfig(
        model=ai.model,
        fallback_model=ai.fallback_model or None,
        timeout_s=ai.timeout_s,
        deadline_s=ai.deadline_s,
        max_retries=ai.max_retries,
        max_output_tokens=ai.max_output_tokens,
        effort=ai.reasoning_effort,
    )
    return ModelClient(
        config, to_provider, guards(settings, redis, store, clock), catalogue(), price_list(ai), clock
    )


def embedding_client(settings: Settings, redis: Redis, store: Store, clock: Clock) -> EmbeddingClient | None:
    """Return what gives texts vectors; None without a key, or where no model is named."""
    ai = settings.ai
    to_provider = connection(settings) if ai.embedding_model else None
    if to_provider is None:
        return None
    config = EmbeddingConfig(
        ai.embedding_model, ai.embedding_dimensions, ai.timeout_s, ai.deadline_s, ai.max_retries
    )
    return EmbeddingClient(
        config, to_provider, guards(settings, redis, store, clock), catalogue(), price_list(ai), clock
    )


def guards(settings: Settings, redis: Redis, store: Store, clock: Clock) -> Guards:
    """Return what stands before every call, whatever it is for: one account has one set of limits."""
    ai = settings.ai
    return Guards(
        call_limits(redis, ai.requests_per_minute, ai.tokens_per_minute),
        StoreLedger(store, clock, Caps.of(ai)),
        RedisBreaker(redis),
    )
