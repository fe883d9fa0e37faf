"""``deal.alert``: a rule fits a deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....alerts.patterns import patterns
from ....errors import NotFoundError
from ....records import Deal
from ..message import Content, Message

if TYPE_CHECKING:
    from ...services import Services

KIND = "deal.alert"


def make(services: Services, workspace: str, about: str) -> Message | None:
    """Return the message; None when rule or alert are gone. A webhook gets ids, figures and links, no words of a CRM."""
    with services.store.workspace(workspace) as session:
        try:
            alert = session.alerts.get(about)
            rule = session.alerts.rule(alert.rule_id)
        except NotFoundError:
            return None
        deal = next(iter(session.records.fetch(alert.connection, Deal, [alert.deal_id])), None)
    label = patterns()[rule.pattern].label if rule.pattern in patterns() else rule.pattern
    name = deal.name if deal is not None and deal.name else alert.deal_id
    url = services.record_url(workspace, alert.connection, "deal", alert.deal_id)
    return Message(
        type=KIND,
        at=alert.sent_at or services.clock(),
        subject=f"{label}: {name}",
        lines=(alert.why, f"Found by the alert rule “{rule.name}” on deal {alert.deal_id}."),
        data={
            "alert": alert.id,
            "rule": rule.id,
            "pattern": rule.pattern,
            "workspace": workspace,
            "connection": alert.connection,
            "deal": alert.deal_id,
            "url": url,
            "figures": {key: value for key, value in alert.figures.items() if not isinstance(value, str)},
            "evidence": [one["record"] for one in alert.evidence],
        },
        link=(url, "Open the deal in the CRM") if url else None,
    )


CONTENT = Content(KIND, make)
