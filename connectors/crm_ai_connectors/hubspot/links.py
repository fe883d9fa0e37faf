"""Deep links into HubSpot, made without a call."""

from __future__ import annotations

from urllib.parse import quote

from .config import HubSpotConfig
from .mapper.kinds import RECORD_PAGES


class Links:
    """Addresses of record pages of one account."""

    def __init__(self, config: HubSpotConfig) -> None:
        self._base = config.app_base
        self._portal = config.portal_id

    def record(self, record_type: str, record_id: str) -> str | None:
        """Return the page of a deal, contact or company; other records have none that an id leads to."""
        page = RECORD_PAGES.get(record_type)
        if page is None or self._portal is None:
            return None
        return f"{self._base}/contacts/{self._portal}/record/{page}/{quote(record_id, safe='')}"

    def activity(self, record_type: str, record_id: str, activity_id: str) -> str | None:
        """Return the record's page with one of its activities opened."""
        page = self.record(record_type, record_id)
        return None if page is None else f"{page}?engagement={quote(activity_id, safe='')}"
