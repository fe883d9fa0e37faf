"""What a snapshot does without: scopes that were not granted, answers that are not complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crm_ai_connectors.http.parallel import Parallel
from crm_ai_connectors.hubspot import HubSpotConfig
from crm_ai_connectors.hubspot.answers import MISSING_SCOPE
from crm_ai_connectors.hubspot.mapper.kinds import Kinds
from crm_ai_connectors.hubspot.objects import Association
from crm_ai_connectors.hubspot.reader import Reader
from crm_ai_plugin.errors import NotFoundError, PermanentError, RetryableError

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Account:
    """Answers for HubSpot; `refused` are the types the app has no scope for."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.paged: set[str] = set()
        self.failing: Exception | None = None
        self.log: list[str] = []
        self.ends = {
            "contacts": ["1"],
            "companies": ["2"],
            "line_items": ["3"],
            "emails": ["4"],
            "notes": ["5"],
        }

    def get(
        self,
        object_type: str,
        object_id: str,
        properties: Sequence[str],
        *,
        history: Sequence[str] = (),
        associations: Sequence[str] = (),
    ) -> Any:
        self._log("get", *associations)
        parts: dict[str, Any] = {}
        for kind in associations:
            rows = [{"id": one, "type": "x"} for one in self.ends.get(kind, ())]
            parts[kind] = {"results": rows[:0] if kind in self.paged else rows}
            if kind in self.paged:
                parts[kind]["paging"] = {"next": {"after": "1"}}
        return {
            "id": object_id,
            "properties": {"dealstage": "s", "hubspot_owner_id": "9"},
            "associations": parts,
        }

    def associations(self, from_type: str, to_type: str, ids: Iterable[str]) -> dict[str, list[Association]]:
        self._log("link", from_type, to_type)
        if from_type != "deals":
            return {}
        return {"7": [Association(one) for one in self.ends.get(to_type, ())]}

    def batch_read(
        self, object_type: str, ids: Iterable[str], properties: Sequence[str], history: Sequence[str] = ()
    ) -> dict[str, Any]:
        self._log("read", object_type)
        return {one: {"id": one, "properties": {"hs_timestamp": "2026-01-01T00:00:00Z"}} for one in ids}

    def pipelines(self) -> list[Any]:
        self._log("pipelines")
        return [{"id": "p", "stages": [{"id": "s", "label": "S", "metadata": {"isClosed": "false"}}]}]

    def owner(self, owner_id: str) -> Any:
        self._log("owners")
        return {"id": owner_id, "firstName": "Sam"}

    def _log(self, *what: str) -> None:
        self.log.append(" ".join(what))
        if self.failing is not None:
            raise self.failing
        for kind in what:
            if kind in self.refused:
                raise PermanentError("no scope", code=MISSING_SCOPE)


@pytest.fixture
def account() -> Account:
    return Account()


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reader(account: Account, clock: Clock) -> Iterator[Reader]:
    parallel = Parallel(4)
    yield Reader(account, Kinds(HubSpotConfig()), parallel, clock, "c")  # type: ignore[arg-type]
    parallel.close()


def test_everything_is_visible_when_it_is_granted(reader: Reader, account: Account) -> None:
    seen = reader.snapshot("7")
    assert {"email", "call", "line_item", "owner", "company"} <= seen.visible
    assert (seen.owner and seen.owner.name, seen.company and seen.company.id) == ("Sam", "2")
    assert len(seen.activities) == 2


def test_what_is_not_granted_is_left_out_and_not_visible(reader: Reader, account: Account) -> None:
    account.refused = {"line_items", "owners"}
    seen = reader.snapshot("7")
    assert not {"line_item", "owner"} & seen.visible
    assert (seen.owner, seen.line_items) == (None, ())
    assert "email" in seen.visible
    assert len(seen.activities) == 2


def test_a_refused_scope_is_not_asked_for_again_until_later(
    reader: Reader, account: Account, clock: Clock
) -> None:
    account.refused = {"line_items"}
    reader.snapshot("7")
    account.log.clear()
    assert "line_item" not in reader.snapshot("7").visible
    assert not [one for one in account.log if "line_items" in one]
    account.refused.clear()
    clock.now += timedelta(minutes=11)
    reader.snapshot("7")
    clock.now += timedelta(minutes=11)
    assert "line_item" in reader.snapshot("7").visible


def test_without_the_deal_there_is_nothing(reader: Reader, account: Account) -> None:
    account.refused = {"get"}
    with pytest.raises(PermanentError) as caught:
        reader.snapshot("7")
    assert caught.value.code == MISSING_SCOPE


@pytest.mark.parametrize(
    "error", [RetryableError("x"), NotFoundError("x"), PermanentError("x", code="forbidden")]
)
def test_any_other_failure_is_passed_on(reader: Reader, account: Account, error: Exception) -> None:
    account.failing = error
    with pytest.raises(type(error)):
        reader.snapshot("7")


def test_a_long_list_of_associations_is_read_to_its_end(reader: Reader, account: Account) -> None:
    account.paged = {"emails"}
    assert "4" in {one.id for one in reader.snapshot("7").activities}
    assert "link deals emails" in account.log


def test_stages_and_owners_are_remembered_for_a_while(reader: Reader, account: Account, clock: Clock) -> None:
    for _ in range(2):
        reader.snapshot("7")
    assert (account.log.count("pipelines"), account.log.count("owners")) == (1, 1)
    clock.now += timedelta(minutes=11)
    reader.snapshot("7")
    assert (account.log.count("pipelines"), account.log.count("owners")) == (2, 2)


def test_contacts_of_nothing_but_activities_are_asked_about(account: Account, reader: Reader) -> None:
    assert reader.silent(["1", "1"]) == set()
    assert account.log == ["read contacts"]
