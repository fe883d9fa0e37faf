# ruff: noqa: S101  # a contract suite asserts; it runs under pytest only
"""No token or secret shows anywhere: not in a repr, an error, a log or an address."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from crm_ai_plugin.errors import CrmAiError
from crm_ai_plugin.ports.connector import Connector

from ..rule import NotDeclared, rule
from .backstage import BASIC_FAULTS, Backstage, KnownDeal
from .base import ContractBase, read_anything, write_anything


class SecrecyContract(ContractBase):
    """Nothing secret shows, on good days and bad ones."""

    @rule("secret.not-in-repr", "bronze", "No secret shows in `repr`, `str` or the connector's attributes.")
    def test_nothing_secret_in_its_repr(self, connector: Connector, backstage: Backstage) -> None:
        shown = repr(connector) + str(connector) + json.dumps(vars(connector), default=repr)
        assert not [one for one in backstage.secrets if one in shown]

    @rule("secret.not-in-errors", "bronze", "No secret shows in an error, its causes or its traceback.")
    def test_nothing_secret_in_errors(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        told = [text for error in _failures(connector, known, backstage, key) for text in _told(error)]
        assert told, "no fault led to an error"
        assert not [one for one in backstage.secrets if any(one in text for text in told)], "a secret shows"

    @rule("secret.not-in-logs", "bronze", "No secret shows in a log, down to the level DEBUG.")
    def test_nothing_secret_in_logs(
        self,
        connector: Connector,
        known: KnownDeal,
        backstage: Backstage,
        key: str,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        read_anything(connector, known)
        list(_failures(connector, known, backstage, key))
        shown = caplog.text + "".join(repr(vars(record)) for record in caplog.records)
        assert not [one for one in backstage.secrets if one in shown], "a secret shows"

    @rule("secret.not-in-addresses", "bronze", "No secret shows in a record's address or in a receipt.")
    def test_nothing_secret_in_addresses(
        self, connector: Connector, known: KnownDeal, backstage: Backstage, key: str
    ) -> None:
        shown = [connector.record_url("deal", known.deal_id) or ""]
        try:
            receipt = write_anything(connector, known, key)
        except NotDeclared:
            pass
        else:
            shown.append(json.dumps(asdict(receipt), default=str))
        assert not [one for one in backstage.secrets if any(one in text for text in shown)], "a secret shows"


def _failures(connector: Connector, known: KnownDeal, backstage: Backstage, key: str) -> Iterator[CrmAiError]:
    """Let every fault happen to a read and to a write, and yield what is raised.

    Which error it is, is another rule's business; one that is not ours is passed over.
    """
    for fault in sorted(BASIC_FAULTS):
        for writes in (False, True):
            backstage.fault(fault, writes=writes)
            try:
                if writes:
                    write_anything(connector, known, f"{key}-{fault}")
                else:
                    read_anything(connector, known)
            except CrmAiError as error:
                yield error
            except Exception:  # noqa: BLE001, S112  # see above
                continue
            except NotDeclared:
                continue
            finally:
                backstage.clear()


def _told(error: CrmAiError) -> list[str]:
    told = [repr(vars(error))]
    chain: BaseException | None = error
    while chain is not None:
        told += [repr(chain), str(chain), *traceback.format_exception(chain)]
        chain = chain.__cause__ or chain.__context__
    return told
