"""Links that open one card for a while."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from ..insights import Insight
from .auth import CardScope, make_link_token
from .services import Services


def card_link(services: Services, workspace: str, insight: Insight, by: str = "link") -> str:
    """Return the address of an insight's card page with a short-lived token for it."""
    subject = insight.subject
    scope = CardScope(insight.kind, subject.type, subject.id, insight.connection)
    token = make_link_token(services, workspace, scope, by)
    path = "/".join(quote(part, safe="") for part in (insight.kind, subject.type, subject.id))
    return f"{services.settings.public_url.rstrip('/')}/cards/{path}?{urlencode({'t': token})}"
