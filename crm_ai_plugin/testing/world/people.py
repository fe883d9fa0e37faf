"""Owners, companies and the people in them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random
from typing import Any

from crm_ai_plugin.testing.world.rows import CompanyRow, ContactRow, OwnerRow

__all__ = ["Account", "make_account", "make_owners"]

COMPANY_BASE = 30_000_000_000
CONTACT_BASE = 20_000_000_000
OWNER_BASE = 7_000_000

_LANGUAGE_WEIGHTS = (("en", 0.85), ("de", 0.07), ("fr", 0.045), ("es", 0.035))


@dataclass(frozen=True, slots=True)
class Account:
    """A company with its people; ``roles`` runs beside ``contacts``."""

    company: CompanyRow
    language: str
    contacts: tuple[ContactRow, ...]
    roles: tuple[str, ...]


def ascii_slug(text: str) -> str:
    """Lower-case ASCII letters of ``text``, for addresses."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(ch for ch in plain.lower() if ch.isascii() and ch.isalnum())


def make_owners(names: dict[str, Any]) -> tuple[OwnerRow, ...]:
    """The sales team, the same in every world."""
    return tuple(
        OwnerRow(
            id=str(OWNER_BASE + i),
            name=name,
            email=f"{ascii_slug(name.split()[0])}.{ascii_slug(name.split()[-1])}@{names['vendor_domain']}",
            team=names["teams"][i % len(names["teams"])],
        )
        for i, name in enumerate(names["owner_names"], start=1)
    )


def make_account(rng: Random, names: dict[str, Any], number: int) -> Account:
    """The company with this number, and four to seven people in it.

    The first three people are always a champion, an economic buyer and a user.
    """
    draw = rng.random()
    language = "en"
    for candidate, weight in _LANGUAGE_WEIGHTS:
        language = candidate
        draw -= weight
        if draw < 0:
            break
    stem = rng.choice(names["company_heads"]) + rng.choice(names["company_tails"])
    employees = int(min(20_000, max(25, rng.lognormvariate(5.8, 1.1))))
    country = rng.choice(names["countries"][language])
    domain = f"{ascii_slug(stem)}{number}.example"
    company = CompanyRow(
        id=str(COMPANY_BASE + number),
        name=f"{stem} {rng.choice(names['legal_forms'][language])}",
        domain=domain,
        industry=rng.choice(names["industries"]),
        employees=employees,
        annual_revenue=employees * rng.randrange(90, 260) * 1000,
        country=country,
    )
    parts = names["people"]
    chosen = [parts[0], parts[1], parts[2], *rng.sample(parts[2:], rng.randint(1, len(parts) - 2))]
    contacts = []
    for k, part in enumerate(chosen):
        first = rng.choice(names["first_names"][language])
        last = rng.choice(names["last_names"][language])
        contacts.append(
            ContactRow(
                id=str(CONTACT_BASE + number * 10 + k),
                company_id=company.id,
                first_name=first,
                last_name=last,
                # The number keeps two people of one name apart.
                email=f"{ascii_slug(first)}.{ascii_slug(last)}{k}@{domain}",
                phone=f"+1 555 {rng.randrange(100, 999)} {rng.randrange(1000, 9999)}",
                title=rng.choice(part["title"]),
                seniority=part["seniority"],
                language=language,
                country=country,
                do_not_profile=rng.random() < 0.03,
            )
        )
    return Account(company, language, tuple(contacts), tuple(part["role"] for part in chosen))
