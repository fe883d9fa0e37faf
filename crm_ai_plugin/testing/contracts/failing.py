# ruff: noqa: S101  # a contract suite asserts; it runs under pytest only
"""Bad days: only errors of ours come out, of the right kind, and a good day follows."""

from __future__ import annotations

import copy
from collections.abc import Mapping

import pytest

from crm_ai_plugin.errors import (
    ConflictError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)
from crm_ai_plugin.ports.connector import Capability, Connector, Quota

from ..rule import Rule, rule, rule_per
from .backstage import Backstage, FaultName, KnownDeal
from .base import ContractBase, needs, read_anything, strike, write_anything

Errors = tuple[type[CrmAiError], ...]

_MEANINGS: Mapping[FaultName, tuple[Errors, Rule]] = {
    "unauthorised": (
        (ReauthoriseError,),
        Rule(
            "fail.unauthorised", "bronze", "401 is a `ReauthoriseError`: nobody tries on with a dead token."
        ),
    ),
    "forbidden": (
        (PermanentError,),
        Rule("fail.forbidden", "bronze", "403 is a `PermanentError`, and no dead token."),
    ),
    "not_found": (
        (NotFoundError,),
        Rule("fail.not-found", "bronze", "404 is a `NotFoundError`."),
    ),
    "rate_limited": (
        (RateLimitedError,),
        Rule(
            "fail.rate-limited",
            "silver",
            "429 is a `RateLimitedError` with the seconds of `Retry-After`.",
        ),
    ),
    "rate_limited_until": (
        (RateLimitedError,),
        Rule(
            "fail.rate-limited-until",
            "gold",
            "429 is a `RateLimitedError` as well when `Retry-After` is a date.",
        ),
    ),
    "conflict": (
        (ConflictError, PermanentError, RetryableError),
        Rule("fail.conflict", "silver", "409 is refused or tried again, and no dead token."),
    ),
    "server_error": (
        (RetryableError,),
        Rule("fail.server-error", "silver", "5xx is a `RetryableError`."),
    ),
    "timeout": (
        (RetryableError,),
        Rule("fail.timeout", "silver", "No answer in time is a `RetryableError`."),
    ),
    "malformed": (
        (RetryableError,),
        Rule("fail.malformed", "silver", "An answer that is no JSON is a `RetryableError`."),
    ),
}
_RULES = {fault: one for fault, (_, one) in _MEANINGS.items()}
_UNCERTAIN: tuple[FaultName, ...] = ("timeout", "malformed", "lost_answer")


class FailingContract(ContractBase):
    """What a connector makes of a CRM's failures."""

    @rule_per("fault", _RULES)
    @pytest.mark.parametrize("fault", _MEANINGS)
    def test_a_failed_read_means_what_it_means(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, fault: FaultName
    ) -> None:
        strike(backstage, fault, writes=False)
        with pytest.raises(_MEANINGS[fault][0]) as caught:
            read_anything(connector, known)
        backstage.clear()
        _plausible(fault, caught.value)

    @rule_per("fault", _RULES)
    @pytest.mark.parametrize("fault", _MEANINGS)
    def test_a_failed_write_means_what_it_means(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str, fault: FaultName
    ) -> None:
        strike(backstage, fault, writes=True)
        with pytest.raises(_MEANINGS[fault][0]) as caught:
            write_anything(connector, known, key)
        backstage.clear()
        _plausible(fault, caught.value)

    @rule(
        "fail.uncertain",
        "gold",
        "A write whose answer is lost or unreadable raises `RetryableError(uncertain=True)`.",
    )
    @pytest.mark.parametrize("fault", _UNCERTAIN)
    def test_a_write_without_an_answer_is_uncertain(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str, fault: FaultName
    ) -> None:
        strike(backstage, fault, writes=True)
        with pytest.raises(CrmAiError) as caught:
            write_anything(connector, known, key)
        backstage.clear()
        # Which error it is has rules of its own; this one is about what may have happened.
        assert not isinstance(caught.value, RetryableError) or caught.value.uncertain

    @rule("fail.recovers", "silver", "When the CRM is back, so is the connector.")
    def test_it_recovers(self, connector: Connector, known: KnownDeal, backstage: Backstage) -> None:
        strike(backstage, "server_error", writes=False)
        with pytest.raises(Exception):  # noqa: B017, PT011  # which one is another rule's business
            read_anything(connector, known)
        backstage.clear()
        read_anything(connector, known)

    @rule(
        "fail.errors-travel", "silver", "Its errors keep their code and words on the way to another process."
    )
    def test_errors_survive_the_way_to_another_process(
        self, connector: Connector, known: KnownDeal, backstage: Backstage
    ) -> None:
        strike(backstage, "forbidden", writes=False)
        with pytest.raises(CrmAiError) as caught:
            read_anything(connector, known)
        backstage.clear()
        # Copying goes by the same protocol as pickling.
        again = copy.copy(caught.value)
        assert (type(again), again.code, again.user_message) == (
            type(caught.value),
            caught.value.code,
            caught.value.user_message,
        )

    @rule("quota.plausible", "silver", "`quota` is None or between nothing and the limit.")
    def test_the_quota_is_plausible(self, connector: Connector, known: KnownDeal) -> None:
        reports = needs(connector, Capability.REPORTS_QUOTA)
        read_anything(connector, known)
        quota = reports.quota()
        assert quota is None or (isinstance(quota, Quota) and 0 <= quota.remaining <= quota.limit)


def _plausible(fault: FaultName, error: CrmAiError) -> None:
    assert error.user_message, "say in a sentence what happened"
    if fault in {"forbidden", "conflict"}:
        assert not isinstance(error, ReauthoriseError), "the token is alive: nobody has to connect again"
    if isinstance(error, RateLimitedError) and fault.startswith("rate_limited"):
        assert error.retry_after is not None, "`retry_after` is missing"
        assert 0 < error.retry_after <= 60, f"`retry_after` is {error.retry_after} s"
