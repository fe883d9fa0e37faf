"""Insights about the person go; from all others go the quotes of and the sentences about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ....insights import Evidence
from ....privacy.person import Person
from ....privacy.scrubbing import GONE, Scrubber
from ....store import WorkspaceSession
from ....store.repositories.personal_rows import scopes_of
from ....store.tables.insights import InsightTable
from ....store.tables.recommendations import RecommendationTable
from ..errand import Errand, Part, Step

FORGOTTEN = "somebody was forgotten"
"""What a rep reads as the cause of a new version."""
_LEAST_QUOTE = 12
"""Characters of a quote that is looked for in the rest of its insight."""
_SCRUBBED = ("coverage", "changes", "evidence", "payload")
_GONE_WITH = {"contact", "deal_contact"}


def _run(errand: Errand) -> Iterator[Part]:
    with errand.session() as session:
        removed, deals = erase_insights(session, errand.person)
    if errand.queue is not None:
        for connection, deal_id in sorted(deals):
            errand.queue.refresh((errand.workspace, connection, "deal", deal_id))
    yield Part("insights", removed)


def erase_insights(session: WorkspaceSession, person: Person) -> tuple[int, set[tuple[str, str]]]:
    """Erase insights about a person, and what others say and quote of them, in one transaction.

    Returns:
        How many insights were deleted or changed, and the deals that are looked at again because of it.
    """
    rows = session.personal_rows
    rows.drop(RecommendationTable, rows.own(RecommendationTable, person))
    removed = rows.drop(InsightTable, rows.own(InsightTable, person))
    scrubber = session.erasures.scrubber_for(person)
    theirs = {id_ for _, id_ in (*person.activities, *person.contacts)}
    deals: set[tuple[str, str]] = set()
    for row in session.insights.rows_around(person.deals):
        values = _without(row, scrubber, scopes_of(row, person), theirs)
        if values:
            removed += 1
            rows.put(InsightTable, row, **values)
            if row["subject_type"] == "deal":
                deals.add((row["connection"], row["subject_id"]))
    for connection, deal_id in sorted(deals):
        session.work.touch(connection, "deal", deal_id, FORGOTTEN, session.clock())
    return removed, deals


def _without(
    row: Mapping[str, Any], scrubber: Scrubber, scopes: Sequence[str], theirs: Collection[str]
) -> dict[str, Any]:
    quotes = {one["quote"] for one in row["evidence"] or () if _is_theirs(one, theirs) and one.get("quote")}
    long = {one for one in quotes if len(one) >= _LEAST_QUOTE}
    values: dict[str, Any] = {}
    for name in _SCRUBBED:
        new = scrubber.json(_unquoted(row[name], quotes, long), scopes)
        if name == "evidence":
            new = [_evidence(one, theirs) for one in new or ()]
        if new != row[name]:
            values[name] = new
    return values


def _is_theirs(evidence: Mapping[str, Any], theirs: Collection[str]) -> bool:
    record = evidence.get("record") or {}
    id_ = str(record.get("id"))
    return id_ in theirs or (record.get("type") in _GONE_WITH and bool(set(id_.split(":")) & set(theirs)))


def _evidence(one: dict[str, Any], theirs: Collection[str]) -> dict[str, Any]:
    """What is theirs keeps its place, for claims that rest on it, and says nothing any more."""
    if not _is_theirs(one, theirs):
        return one
    record = dict(one["record"])
    if record["type"] in _GONE_WITH:
        record["id"] = ":".join(GONE if part in theirs else part for part in str(record["id"]).split(":"))
        one = {**one, "url": None, "what": GONE, "record": record}
    return Evidence.model_validate({**one, "quote": None}).model_dump(mode="json")


def _unquoted(value: Any, quotes: Collection[str], long: Collection[str]) -> Any:  # noqa: ANN401  # any JSON
    """Replace texts that are one of their quotes, or hold a long one."""
    if isinstance(value, str):
        return GONE if value in quotes or any(one in value for one in long) else value
    if isinstance(value, dict):
        return {key: _unquoted(item, quotes, long) for key, item in value.items()}
    if isinstance(value, list):
        return [_unquoted(item, quotes, long) for item in value]
    return value


STEP = Step(20, _run)
