# ruff: noqa: S101  # a contract suite asserts; it runs under pytest only
"""Bad days: only errors of ours come out, of the right kind, with nothing secret in them."""

from __future__ import annotations

import copy
import logging
import traceback
from datetime import UTC, datetime

import pytest

from crm_ai_plugin.errors import (
    CrmAiError,
    NotFoundError,
    PermanentError,
    RateLimitedError,
    ReauthoriseError,
    RetryableError,
)
from crm_ai_plugin.ports.connector import Capability, Connector, Quota, Target, WriteNote

from .backstage import Backstage, FaultName, KnownDeal
from .base import ContractBase, needs

_MEANINGS: tuple[tuple[FaultName, type[CrmAiError]], ...] = (
    ("unauthorised", ReauthoriseError),
    ("forbidden", PermanentError),
    ("not_found", NotFoundError),
    ("rate_limited", RateLimitedError),
    ("server_error", RetryableError),
    ("timeout", RetryableError),
    ("malformed", RetryableError),
)
_UNCERTAIN: tuple[FaultName, ...] = ("timeout", "malformed", "lost_answer")


class FailingContract(ContractBase):
    """What a connector makes of a CRM's failures."""

    @pytest.mark.parametrize(("fault", "meaning"), _MEANINGS)
    def test_a_failed_read_means_what_it_means(
        self,
        connector: Connector,
        known: KnownDeal,
        backstage: Backstage,
        caplog: pytest.LogCaptureFixture,
        fault: FaultName,
        meaning: type[CrmAiError],
    ) -> None:
        caplog.set_level(logging.DEBUG)
        reads = needs(connector, Capability.READS_DEALS)
        backstage.fault(fault, writes=False)
        with pytest.raises(meaning) as caught:
            reads.snapshot(known.deal_id)
        backstage.clear()
        error = caught.value
        assert error.user_message
        if isinstance(error, RateLimitedError):
            assert error.retry_after is not None
        _nothing_secret(error, caplog, backstage)

    @pytest.mark.parametrize(("fault", "meaning"), _MEANINGS)
    def test_a_failed_write_means_what_it_means(
        self,
        connector: Connector,
        known: KnownDeal,
        backstage: Backstage,
        caplog: pytest.LogCaptureFixture,
        key: str,
        fault: FaultName,
        meaning: type[CrmAiError],
    ) -> None:
        caplog.set_level(logging.DEBUG)
        backstage.fault(fault, writes=True)
        with pytest.raises(meaning) as caught:
            self._write(connector, known, key)
        backstage.clear()
        _nothing_secret(caught.value, caplog, backstage)

    @pytest.mark.parametrize("fault", _UNCERTAIN)
    def test_a_write_without_an_answer_is_uncertain(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str, fault: FaultName
    ) -> None:
        backstage.fault(fault, writes=True)
        with pytest.raises(RetryableError) as caught:
            self._write(connector, known, key)
        backstage.clear()
        assert caught.value.uncertain

    def test_it_recovers(self, connector: Connector, known: KnownDeal, backstage: Backstage) -> None:
        reads = needs(connector, Capability.READS_DEALS)
        backstage.fault("server_error", writes=False)
        with pytest.raises(RetryableError):
            reads.snapshot(known.deal_id)
        backstage.clear()
        assert reads.snapshot(known.deal_id).deal.id == known.deal_id

    def test_errors_survive_the_way_to_another_process(self, connector: Connector, known: KnownDeal) -> None:
        with pytest.raises(NotFoundError) as caught:
            needs(connector, Capability.READS_DEALS).snapshot(known.missing_id)
        # Copying goes by the same protocol as pickling.
        again = copy.copy(caught.value)
        assert (type(again), again.code, again.user_message) == (
            type(caught.value),
            caught.value.code,
            caught.value.user_message,
        )

    def test_the_quota_is_plausible(self, connector: Connector, known: KnownDeal) -> None:
        reports = needs(connector, Capability.REPORTS_QUOTA)
        needs(connector, Capability.READS_DEALS).snapshot(known.deal_id)
        quota = reports.quota()
        assert quota is None or (isinstance(quota, Quota) and 0 <= quota.remaining <= quota.limit)

    def _write(self, connector: Connector, known: KnownDeal, key: str) -> None:
        command = WriteNote(
            key, Target("deal", known.deal_id), "<p>x</p>", "x", datetime(2026, 1, 5, tzinfo=UTC)
        )
        needs(connector, Capability.WRITES_NOTES).write_note(command)


def _nothing_secret(error: CrmAiError, caplog: pytest.LogCaptureFixture, backstage: Backstage) -> None:
    told = [str(error), repr(error), repr(vars(error)), caplog.text]
    chain: BaseException | None = error
    while chain is not None:
        told += [repr(chain), str(chain), *traceback.format_exception(chain)]
        chain = chain.__cause__ or chain.__context__
    assert not [one for one in backstage.secrets if any(one in text for text in told)], "a secret shows"
