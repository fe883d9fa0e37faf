"""What was derived from a person, and goes when they must not be profiled any more; their records are not meant."""

from __future__ import annotations

from dataclasses import replace

from ...store import WorkspaceSession
from ...store.tables.objections import ObjectionTable
from ...store.tables.persona_approvals import PersonaApprovalTable
from ...store.tables.persona_overrides import PersonaOverrideTable
from ...store.tables.persona_readings import PersonaReadingTable
from ...store.tables.report_schedules import ReportFileTable
from .steps.insights import erase_insights


def erase_profile(session: WorkspaceSession, connection: str, contact_id: str) -> None:
    """Erase what was inferred and quoted of a person, in the transaction of `session`.

    The installation's hash key has to be there (`HashKey.ensure`).
    """
    person = replace(session.records.who_is(connection, contact_id), contacts=((connection, contact_id),))
    rows = session.personal_rows
    session.objections.erase([row["id"] for row in rows.own(ObjectionTable, person)])
    for table in (PersonaOverrideTable, PersonaReadingTable, PersonaApprovalTable, ReportFileTable):
        rows.erase(table, person)
    erase_insights(session, person)
    session.shares.erase_contact(connection, contact_id)
    session.alerts.erase_contact(contact_id)
    # Words are kept encrypted, so nobody can say which of them name the person; they can be bought again.
    session.wordings.drop()
