"""Each recommendation of a deal that has closed: what was done about it in time, and how the deal ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from ...features.deal_coach.observing import observable, seen_done
from ...store import Decision, Episode, WorkspaceSession

KIND = "deal_coach"
WINDOW = timedelta(days=14)
"""What is done within it counts as following the advice, and only deals that outlive it are compared.

Without such a landmark (Anderson, Cain, Gelber, J. Clin. Oncol. 1983) whoever lives long has more time to do things,
and doing things looks as if it made deals live.
"""

Answer = Literal["done", "dismissed"]


@dataclass(frozen=True)
class Followed:
    """One recommendation with what became of it.

    `marked` and `observed` say who tells that it was done: a person, the records. `answer` is a person's, whenever it
    came. `compared` is False where the deal ended before the window did, or it had been done before.
    """

    episode: Episode
    marked: bool
    observed: bool
    answer: Answer | None
    reason: str | None
    compared: bool

    @property
    def deal(self) -> str:
        """Names the deal over all connections."""
        return f"{self.episode.connection}\x1f{self.episode.subject_id}"

    @property
    def done(self) -> bool:
        """Whether it was done in time, as far as anybody or anything tells."""
        return self.marked or self.observed


def followed(session: WorkspaceSession) -> list[Followed]:
    """Return every recommendation of a workspace's closed deals, those that closed first at the head."""
    episodes = session.recommendations.episodes(KIND)
    answers = {(d.connection, d.subject_id, d.action_key): d for d in session.feedback.decisions(KIND)}
    observed = _observed(session, episodes)
    found = [
        _followed(
            one,
            answers.get((one.connection, one.subject_id, one.key))
            # Kept before answers named their connection.
            or answers.get((None, one.subject_id, one.key)),
            observed=(one.connection, one.subject_id, one.key) in observed,
        )
        for one in episodes
    ]
    return sorted(found, key=lambda one: (one.episode.closed_at, one.deal, one.episode.key))


def _followed(episode: Episode, decision: Decision | None, *, observed: bool) -> Followed:
    end = episode.as_of + WINDOW
    said = decision if decision is not None and episode.as_of <= decision.at <= episode.closed_at else None
    before = said is not None and said.reason_code == "already_done"
    return Followed(
        episode,
        marked=said is not None and said.state == "done" and said.at <= end,
        observed=observed,
        answer=said.state if said else None,  # type: ignore[arg-type]  # one of the two, by the query
        reason=said.reason_code if said and said.state == "dismissed" else None,
        compared=episode.closed_at > end and not before,
    )


def _observed(session: WorkspaceSession, episodes: Sequence[Episode]) -> frozenset[tuple[str, str, str]]:
    """What the records show as done in time, by connection, deal and action."""
    shows = observable()
    by_deal: dict[tuple[str, str], dict[datetime, dict[str, Mapping[str, Any]]]] = defaultdict(dict)
    for one in episodes:
        end = one.as_of + WINDOW
        if one.key in shows and one.closed_at > end:
            by_deal[one.connection, one.subject_id].setdefault(end, {})[one.key] = one.facts
    learned = session.learned.latest(KIND)
    found: set[tuple[str, str, str]] = set()
    for snapshot in session.records.snapshots_of(sorted(by_deal)):
        key = (snapshot.connection, snapshot.deal.id)
        for end, before in by_deal[key].items():
            found |= {(*key, action) for action in seen_done(snapshot, before, end, learned)}
    return frozenset(found)
