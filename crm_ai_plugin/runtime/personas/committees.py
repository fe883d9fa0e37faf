"""The buying committee of a deal, put together when somebody asks; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass

from ...features.persona.committee import MAX_MEMBERS, Spoken, committee_of
from ...insights import Insight, Subject
from ...insights.committee import COMMITTEE
from ...insights.persona import PersonaPayload
from ...ports.feature import Draft
from ...records import Owner
from ...store import new_id
from .building import linked
from .looking import Looking

_STANCE = "stance"


@dataclass(frozen=True)
class Committees:
    """Makes committee maps."""

    looking: Looking

    def of(self, workspace: str, deal_id: str, connection: str | None = None) -> Insight:
        """Return the committee of a deal as of now.

        Raises:
            NotFoundError: no such deal.
            ConflictError: several connections have that deal.
        """
        building = self.looking.building
        with building.store.workspace(workspace) as session:
            key, _ = session.records.find_deal(deal_id, connection)
        as_of = self.looking.as_of(workspace, key)
        with building.store.workspace(workspace) as session:
            snapshot = session.records.snapshot(key, deal_id, as_of)
            known = [one.id for one in snapshot.contacts if not one.do_not_profile][:MAX_MEMBERS]
            spoken = {id_: _spoken(self.looking.draft(session, key, id_, as_of)) for id_ in known}
            ids = sorted({a.owner_id for a in snapshot.activities if a.owner_id})
            owners = {one.id: one for one in session.records.fetch(key, Owner, ids)}
        found = committee_of(snapshot, spoken, owners)
        with building.links(workspace, key) as url_of:
            evidence = [linked(one, url_of, ("deal", deal_id)) for one in found.evidence]
        return Insight(
            id=new_id("ins"),
            kind=COMMITTEE,
            subject=Subject(type="deal", id=deal_id),
            connection=key,
            version=1,
            as_of=as_of,
            engine_version=building.feature.version,
            coverage=found.coverage,
            evidence=evidence,
            payload=found.payload.model_dump(mode="json"),
            fingerprint="",
        )


def _spoken(draft: Draft) -> Spoken:
    payload = PersonaPayload.model_validate(draft.payload)
    stance = next((one for one in payload.traits if one.key == _STANCE), None)
    return Spoken(stance, draft.evidence)
