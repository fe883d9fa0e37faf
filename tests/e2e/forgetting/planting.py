"""A world with one person in every text: own words, signatures, replies, notes of others, names of deals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from crm_ai_plugin.testing.world import World, build_world
from crm_ai_plugin.testing.world.rows import ActivityRow

FIRST, LAST = "Quorvelle", "Zandristane"
EMAIL = "Quorvelle.Zandristane@plantmail-77.example"
PHONE = "+49 7712 903 44 51 78"
OWN = "We must keep PLANTBODY41 running in our own cellar until March comes."
NEEDLES = (
    *(FIRST, LAST, "plantmail-77", "903 44 51"),
    *("PLANTBODY41", "PLANTNOTE42", "PLANTFAR43", "PLANTDOC44", "PLANTOBJ45", "PLANTWHY46", "PLANTCALL47"),
)
DEALS = 10


@dataclass(frozen=True)
class Planted:
    """The world, and who and what in it is theirs, by the world's ids."""

    world: World
    person: str
    other: str
    deal: str
    elsewhere: str

    def texts(self, deals: tuple[str, ...]) -> list[str]:
        """What was said on some deals, and what they and their touchpoints are called."""
        said = [
            text for row in self.world.activities if row.deal_id in deals for text in (row.subject, row.body)
        ]
        return [*said, *(row.name for row in self.world.deals if row.id in deals)]


def planted() -> Planted:
    """Build it."""
    world = build_world(7, deals=DEALS)
    deal = world.showcase_deal_id
    person, other = [row.contact_id for row in world.deal_contacts if row.deal_id == deal][:2]
    theirs = {row.deal_id for row in world.deal_contacts if row.contact_id in (person, other)}
    elsewhere = next(row.id for row in world.deals if row.id not in theirs and row.outcome == "open")
    contacts = [
        replace(row, first_name=FIRST, last_name=LAST, email=EMAIL, phone=PHONE, do_not_profile=False)
        if row.id == person
        else row
        for row in world.contacts
    ]
    deals = [replace(row, name=f"{LAST}: licences") if row.id == deal else row for row in world.deals]
    added = _activities(world, deal, elsewhere, person, other)
    changed = replace(
        world, contacts=tuple(contacts), deals=tuple(deals), activities=(*world.activities, *added)
    )
    return Planted(changed, person, other, deal, elsewhere)


def _activities(world: World, deal: str, elsewhere: str, person: str, other: str) -> list[ActivityRow]:
    about = next(row for row in world.activities if row.deal_id == deal)
    at = max(row.at for row in world.activities if row.deal_id == deal and row.at < world.now)
    signature = f"Best regards,\n{FIRST} {LAST}\n{PHONE}\n{EMAIL}"

    def activity(id_: str, **values: Any) -> ActivityRow:
        usual: dict[str, Any] = {"at": at, "thread_id": "", "deal_id": deal, "duration_s": None}
        usual |= {"contact_ids": (), "type": "note", "direction": "", "subject": ""}
        return replace(about, id=id_, **(usual | values))

    mail: dict[str, Any] = {"type": "email", "direction": "inbound"}
    return [
        activity("9101", **mail, subject=f"Cellar of {LAST}", body=f"{OWN}\n\n{signature}", contact_ids=(person,)),
        activity("9102", **mail, subject="Re: cellar", contact_ids=(other,),
                 body=f"That is true for me as well.\n> {OWN}\n> {FIRST}\nOur budget is fixed until summer."),
        activity("9103", body=f"{FIRST} said that PLANTNOTE42 is in the way. The budget is fixed."),
        activity("9104", type="call", direction="outbound", subject=f"Call with {FIRST} {LAST}",
                 body=f"{LAST.upper()} wants PLANTCALL47 by May.", contact_ids=(person, other)),
        activity("9105", deal_id=elsewhere, body=f"Ask {FIRST} {LAST} ({EMAIL.upper()}) about PLANTFAR43. Call again."),
    ]  # fmt: skip
