"""Deep links into Salesforce, made without a call."""

from __future__ import annotations

from collections.abc import Callable

from crm_ai_plugin.errors import NotFoundError

from .ids import is_allowed_host, record_id

PAGES = {
    "deal": "Opportunity",
    "contact": "Contact",
    "company": "Account",
    "owner": "User",
}
"""Object of a kind that has pages of its own."""


class Links:
    """Addresses of record pages of one org; `org` knows its address, if anybody does."""

    def __init__(self, org: Callable[[], str | None], *, allow_insecure: bool) -> None:
        self._org = org
        self._allow_insecure = allow_insecure

    def record(self, kind: str, one: str) -> str | None:
        """Return the page of a record, None for kinds without pages."""
        return self.page(PAGES[kind], one) if kind in PAGES else None

    def page(self, name: str, one: str) -> str | None:
        """Return the page of a record of an object."""
        org = self._org()
        if org is None or not is_allowed_host(org, allow_insecure=self._allow_insecure):
            return None
        try:
            return f"{org.rstrip('/')}/lightning/r/{name}/{record_id(one)}/view"
        except NotFoundError:
            return None
