"""A persona as people meet it: one trait observed, one that somebody locked and observation goes against, one unseen."""

from __future__ import annotations

from datetime import UTC, datetime

from crm_ai_plugin.insights import Change, Coverage, Evidence, Insight, Subject
from crm_ai_plugin.records import RecordRef

AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
SURE = {"value": 0.9, "low": 0.82, "high": 0.95, "n": 14, "basis": "14 observations"}


def persona() -> Insight:
    """Return the persona of contact 251."""
    said = Evidence(
        id="ev_1",
        record=RecordRef(type="activity", id="e1", connection="hubspot-1"),
        at=AT,
        what="mail from Dana Fox",
        quote="Please send it by mail.",
        url="https://crm.example/e1",
    )
    called = Evidence(
        id="ev_2",
        record=RecordRef(type="activity", id="c1", connection="hubspot-1"),
        at=AT,
        what="call, answered",
    )
    channel = {
        "key": "preferred_channel",
        "group": "communication",
        "label": "Preferred channel",
        "value": "Mail",
        "confidence": SURE,
        "n": 14,
        "evidence": ["ev_1"],
        "last_seen": AT.isoformat(),
        "expires_at": "2027-02-18T00:00:00Z",
    }
    topic = {
        "key": "main_topic",
        "group": "priorities",
        "label": "Main topic",
        "value": "Security above all",
        "confidence": {"value": 1.0, "low": 1.0, "high": 1.0, "n": 0, "basis": "stated by a person"},
        "n": 0,
        "locked": True,
        "by": "person",
        "reason": "She told me so",
        "contradicted": {"value": "Price", "confidence": SURE, "evidence": ["ev_2"]},
    }
    unseen = {"key": "stance", "group": "buying", "label": "Stance", "n": 1, "needed": 2}
    return Insight(
        id="ins_p3",
        kind="persona",
        subject=Subject(type="contact", id="251"),
        connection="hubspot-1",
        version=3,
        as_of=AT,
        engine_version="1",
        coverage=Coverage(seen={"emails": 11, "calls": 3}),
        changes=[Change(what="Preferred channel: Mail instead of phone", because=["ev_1"])],
        evidence=[said, called],
        payload={
            "traits": [channel, topic],
            "not_seen": [unseen],
            "how_to_work_with": [
                {"trait": "preferred_channel", "text": "Write a mail first.", "evidence": ["ev_1"]}
            ],
            "clock": {"zone": "Europe/Berlin", "basis": "field"},
            "touchpoints": 14,
        },
        fingerprint="f",
    )
