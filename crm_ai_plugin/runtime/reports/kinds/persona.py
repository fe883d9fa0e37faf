"""``persona``: how one contact behaves, as it was last looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ....errors import NotFoundError
from ....insights import Insight
from ....insights.persona import Named, PersonaPayload
from ....records import Company
from ...personas.building import KIND, SUBJECT
from ..kind import KindFile, ReportKind, ReportOptions, Rows
from ..vcard import MEDIA_TYPE, vcard

if TYPE_CHECKING:
    from ...services import Services

COLUMNS = (
    "contact",
    "trait",
    "label",
    "value",
    "confidence",
    "low",
    "high",
    "n",
    "by",
    "expires_at",
    "evidence",
)


class OfContact(ReportOptions):
    """A report about one contact."""

    contact: str = Field(min_length=1, max_length=200, description="The contact's id in the CRM.")
    connection: str | None = Field(
        None, min_length=1, max_length=128, description="Needed when two connections share the id."
    )
    template: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9_]{0,39}$",
        description="Key of a template: which traits, in which order.",
    )


def gather(services: Services, workspace: str, options: OfContact) -> Insight:
    """Return the latest persona with the person's name, arranged by a template where one is asked for.

    Raises:
        NotFoundError: no such contact or template, or nobody has looked at them yet.
        ConflictError: several connections have it.
    """
    with services.store.workspace(workspace) as session:
        key, contact = session.records.find_contact(options.contact, options.connection)
        company = session.records.fetch(key, Company, [contact.company_id]) if contact.company_id else ()
        found = session.insights.latest(KIND, SUBJECT, options.contact, key)
    if found is None:
        raise NotFoundError(f"there is no persona of contact {options.contact!r} yet", code="no_insight")
    who = Named(
        name=contact.display_name,
        given=contact.first_name,
        family=contact.last_name,
        title=contact.title,
        company=next((one.name for one in company), None),
        email=contact.email,
        phone=contact.phone,
    )
    named = found.model_copy(update={"payload": {**found.payload, "person": who.model_dump(mode="json")}})
    if options.template is None:
        return named
    return services.persona_templates.arrange(workspace, named, options.template)


def rows(insight: Insight) -> Rows:
    """Return one row per trait; one without a trait when nothing could be said."""
    head = {"contact": insight.subject.id}
    quotes = {one.id: one.quote or one.what for one in insight.evidence}
    found = [
        head
        | {
            "trait": one.key,
            "label": one.label,
            "value": one.value,
            "confidence": round(one.confidence.value, 3),
            "low": round(one.confidence.low, 3),
            "high": round(one.confidence.high, 3),
            "n": one.n,
            "by": one.by,
            "expires_at": one.expires_at.isoformat() if one.expires_at else "",
            "evidence": " | ".join(quotes[id_] for id_ in one.evidence),
        }
        for one in PersonaPayload.model_validate(insight.payload).traits
    ]
    return COLUMNS, found or [head]


REPORT = ReportKind(
    "persona", "Customer persona", OfContact, gather, rows, {"vcf": KindFile(MEDIA_TYPE, vcard)}
)
