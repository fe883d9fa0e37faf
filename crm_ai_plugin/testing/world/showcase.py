"""The showcase deal: one scripted history that the demo and the tests can name by a stable id."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from crm_ai_plugin.testing.world.freeze import Frozen
from crm_ai_plugin.testing.world.history import Draft, History, measure
from crm_ai_plugin.testing.world.people import COMPANY_BASE, CONTACT_BASE, Account
from crm_ai_plugin.testing.world.rows import CompanyRow, ContactRow, OwnerRow
from crm_ai_plugin.testing.world.stages import MAIN_PIPELINE
from crm_ai_plugin.testing.world.truth import DealTruth, win_probability

__all__ = ["SHOWCASE_DEAL_ID", "build_showcase"]

SHOWCASE_DEAL_ID = "50000000001"

_DATE_SLOT = re.compile(r"\{date:(\d+)\}")


def build_showcase(
    rng: Random, names: dict[str, Any], owners: tuple[OwnerRow, ...], now: datetime
) -> tuple[Account, Frozen]:
    """The showcase account and deal: an open deal whose economic buyer nobody has met.

    Its texts are the same for every seed; times follow ``now`` and the owner follows the seed.
    """
    path = files("crm_ai_plugin.testing.world").joinpath("data", "showcase.toml")
    script = tomllib.loads(path.read_text(encoding="utf-8"))
    account = _account(script)
    deal = script["deal"]
    history = History(
        deal_id=SHOWCASE_DEAL_ID,
        name=deal["name"],
        account=account,
        owner=rng.choice(owners),
        pipeline=MAIN_PIPELINE,
        created_at=_ago(now, deal["created"], 9.0),
        expected_close_at=_ago(now, deal["first_close"], 12.0),
        source=deal["source"],
        roles=dict(zip((c.id for c in account.contacts), account.roles, strict=True)),
        items=[(product, quantity, price) for product, quantity, price in deal["items"]],
        competitor=deal["competitor"],
    )
    history.stages += [(stage, _ago(now, day, 9.0)) for stage, day in deal["stages"]]
    cut_day, discount = deal["cut"]
    history.cut_amount(discount, _ago(now, cut_day, 15.0))
    for day, days in deal["pushes"]:
        history.push_close(days, _ago(now, day, 17.0))
    history.drafts += [_draft(event, account, history, now) for event in script["events"]]
    history.threads = max(event.get("t", 0) for event in script["events"])
    features = measure(history, now)
    return account, Frozen(
        history, DealTruth(SHOWCASE_DEAL_ID, now, features, win_probability(features)), "open"
    )


def _ago(now: datetime, days: int, hour: float) -> datetime:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days) + timedelta(minutes=round(hour * 60))


def _account(script: dict[str, Any]) -> Account:
    company = CompanyRow(id=str(COMPANY_BASE), **script["company"])
    contacts = tuple(
        ContactRow(
            id=str(CONTACT_BASE + k),
            company_id=company.id,
            first_name=person["first"],
            last_name=person["last"],
            email=f"{person['first']}.{person['last']}@{company.domain}".lower(),
            phone=f"+1 555 010 {4100 + k}",
            title=person["title"],
            seniority=person["seniority"],
            language="en",
            country=company.country,
            do_not_profile=False,
        )
        for k, person in enumerate(script["people"])
    )
    return Account(company, "en", contacts, tuple(person["role"] for person in script["people"]))


def _draft(event: dict[str, Any], account: Account, history: History, now: datetime) -> Draft:
    at = _ago(now, event["day"], event["hour"])
    recorded = _ago(now, event["booked"], 9.0) if "booked" in event else at
    body = _DATE_SLOT.sub(lambda m: _ago(now, int(m[1]), 15.2).strftime("%Y-%m-%d %H:%M"), event["body"])
    return Draft(
        type=event["type"],
        direction=event.get("direction", "outbound" if event["type"] == "meeting" else ""),
        at=at,
        recorded_at=recorded,
        subject=event["subject"],
        body=body.replace("{owner}", history.owner.name),
        contact_ids=tuple(account.contacts[k].id for k in event["who"]),
        duration_s=event.get("duration"),
        thread=event.get("t"),
        signals=tuple(event.get("signals", ())),
    )
