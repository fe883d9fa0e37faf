"""Deliveries of webhooks as they came. One that waits was accepted, so it is read first."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ....privacy.scrubbing import Scrubber
from ....store import InboxRow
from ..errand import Errand, Part, Step

_AT_ONCE = 500
_SHORT = 3
"""Ids and words of so few characters stand in any delivery."""


def _run(errand: Errand) -> Iterator[Part]:
    with errand.session() as session:
        scrubber = session.erasures.scrubber_for(errand.person)
    ids = {id_ for _, id_ in errand.person.contacts if len(id_) > _SHORT}
    needles = [one for one in errand.person.needles if len(one) > _SHORT]
    after, removed = "", 0
    while True:
        with errand.store.system() as system:
            rows = system.inbox.dealt_with(after, _AT_ONCE)
            if not rows:
                break
            after = rows[-1].id
            gone = [row.id for row in rows if _mentions(row, scrubber, needles, ids)]
            removed += system.inbox.remove(gone) if gone else 0
    with errand.store.system() as system:
        waiting = any(_mentions(row, scrubber, needles, ids) for row in system.inbox.unparsed(_AT_ONCE))
    if waiting:
        if errand.queue is not None:
            errand.queue.drain_inbox()
        yield Part("inbox", removed, "pending", code="delivery_unread")
    else:
        yield Part("inbox", removed)


def _mentions(row: InboxRow, scrubber: Scrubber, needles: list[str], ids: set[str]) -> bool:
    text = f"{row.url}\n{json.dumps(dict(row.headers))}\n{row.body.decode(errors='replace')}"
    if any(one in text for one in ids):
        return True
    folded = text.casefold()
    return any(one in folded for one in needles) or scrubber.text(text) != text


STEP = Step(60, _run)
