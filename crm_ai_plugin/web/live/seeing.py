"""Who may be told of which event."""

from __future__ import annotations

from ...runtime.live.events import LiveEvent
from ..principal import Principal


def may_see(principal: Principal, event: LiveEvent) -> bool:
    """Return whether an event of their workspace is for them."""
    subject = event.data.get("subject") or {}
    connection = event.data.get("connection")
    if principal.connection is not None and connection not in (None, principal.connection):
        return False
    scope = principal.scope
    if scope is None:
        return True
    if connection not in (None, scope.connection) and scope.connection is not None:
        return False
    kind, type_, id_ = (str(one) for one in (event.data.get("kind"), subject.get("type"), subject.get("id")))
    if event.topic.startswith("insight/"):
        return scope.covers(kind, type_, id_)
    return event.topic.startswith("job/") and scope.covers(scope.kind, type_, id_)
