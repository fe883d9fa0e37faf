"""Insights for the card tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from crm_ai_plugin.insights import Insight

AS_OF = datetime(2026, 11, 23, 15, 20, tzinfo=UTC)


def estimate(value: float, low: float, high: float, n: int = 214) -> dict[str, Any]:
    return {
        "value": value,
        "low": low,
        "high": high,
        "n": n,
        "basis": f"prior + {n} closed deals" if n else "prior",
    }


def proof(
    number: int,
    what: str,
    quote: str | None = None,
    url: str | None = "https://app.hubspot.com/contacts/1/deal/7",
) -> dict[str, Any]:
    return {
        "id": f"ev_{number}",
        "record": {"type": "activity", "id": f"a{number}", "connection": "hubspot-1"},
        "at": datetime(2026, 11, number, 9, 0, tzinfo=UTC),
        "what": what,
        "quote": quote,
        "url": url,
    }


def action(
    key: str, title: str, *, why: str, how: str, due: date, evidence: list[str], **state: Any
) -> dict[str, Any]:
    return {
        "id": f"act_{key}",
        "key": key,
        "title": title,
        "why": why,
        "how": how,
        "due": due,
        "evidence": evidence,
        "confidence": estimate(0.71, 0.58, 0.82),
        "effect": {"p_win_if_done": estimate(0.68, 0.52, 0.8)},
        "state": state or {"state": "open"},
    }


def payload() -> dict[str, Any]:
    return {
        "headline": "Price is open and nobody above the champion has been heard for 23 days: get the buyer into a call this week.",
        "score": {
            "p_win": estimate(0.62, 0.48, 0.74),
            "base": -1.0,
            "factors": [
                {
                    "key": "silence",
                    "label": "23 days without an answer",
                    "direction": "down",
                    "contribution": -0.7,
                    "evidence": ["ev_2"],
                },
                {
                    "key": "champion",
                    "label": "Champion answers within a day",
                    "direction": "up",
                    "contribution": 1.1,
                    "evidence": ["ev_1"],
                },
            ],
            "refused": ["loss_reason is filled in only after a deal has closed"],
        },
        "actions": [
            action(
                "economic_buyer",
                "Bring the economic buyer into a call",
                why="Deals of this size with the buyer on a call before the offer are won more often.",
                how="Ask Dana for 20 minutes with her CFO; send two times and the one-page business case.",
                due=date(2026, 11, 26),
                evidence=["ev_1", "ev_3"],
            ),
            action(
                "price_answer",
                "Answer the open question about price",
                why="The last inbound e-mail asks for a price and got no answer.",
                how="Reply on the thread with the range and what it depends on.",
                due=date(2026, 11, 20),
                evidence=["ev_2"],
            ),
            action(
                "close_date",
                "Confirm the close date",
                why="It moved twice and lies in the past.",
                how="Ask what has to happen before signature.",
                due=date(2026, 11, 30),
                evidence=["ev_3"],
                state="dismissed",
                reason="Already happened",
            ),
        ],
        "facts": {},
        "scorecard": {
            "key": "meddicc",
            "label": "MEDDICC",
            "coverage": 0.5,
            "n": 2,
            "of": 3,
            "elements": [
                {
                    "key": "champion",
                    "label": "Champion",
                    "state": "evidenced",
                    "weight": 1.5,
                    "evidence": ["ev_1"],
                    "who": ["Dana Roth"],
                    "at": "2026-11-20T10:00:00Z",
                },
                {
                    "key": "metrics",
                    "label": "Metrics",
                    "state": "missing",
                    "weight": 1.5,
                    "evidence": ["ev_3"],
                },
                {
                    "key": "competition",
                    "label": "Competition",
                    "state": "not_visible",
                    "weight": 1,
                    "why": "e-mails are not visible",
                },
            ],
        },
        "left_out": [
            {
                "key": "set_amount",
                "title": "Put in an amount",
                "why": "Switched off in the strategy of this workspace.",
            }
        ],
    }


def insight(**changes: Any) -> Insight:
    fields: dict[str, Any] = {
        "id": "ins_1",
        "kind": "deal_coach",
        "subject": {"type": "deal", "id": "7"},
        "connection": "hubspot-1",
        "version": 3,
        "as_of": AS_OF,
        "engine_version": "1",
        "coverage": {
            "seen": {"emails": 12, "meetings": 1},
            "missing": ["calls"],
            "effect": "The range is wider by 6 points because calls are not visible.",
        },
        "changes": [{"what": "Chance to win fell from 71% to 62%", "because": ["ev_2"]}],
        "evidence": [
            proof(1, "Inbound e-mail from Dana Roth", "Our CFO has to sign off on anything above 50k"),
            proof(2, "Inbound e-mail from Dana Roth", "what would it cost us per seat?"),
            proof(3, "Close date moved from 2026-10-31 to 2026-11-20"),
            proof(4, "Meeting held"),
        ],
        "payload": payload(),
        "fingerprint": "f",
    }
    return Insight.model_validate(fields | changes)
