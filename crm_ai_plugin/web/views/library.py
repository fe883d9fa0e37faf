"""``/api/ai/objection-handler/library``: approved claims and answer templates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response

from ...runtime.objections.library.entry import Entry
from ...runtime.objections.library.exchange import Incoming
from ...runtime.objections.library.keeping import LibraryKeeping, Wish
from ...runtime.objections.library.notations import MEDIA_TYPES
from ...runtime.objections.library.workflow import Dates
from ..auth import Principal
from ..library_models import (
    ApproveIn,
    ByIn,
    ChangedEntryIn,
    DueQuery,
    EntriesOut,
    EntryDiffOut,
    EntryDiffQuery,
    EntryIn,
    EntryOut,
    EntryVersionsOut,
    ImportIn,
    ImportOut,
    LibraryExportQuery,
    LibraryQuery,
    NewEntryIn,
    PolicyIn,
    PolicyOut,
    RejectIn,
    RollBackIn,
    VersionOut,
)
from ..operation import Answer, Operation, operation
from ..problems import problem
from ..state import services

TAGS = ("library",)
JSON = "application/json"
MAX_IMPORT_BYTES = 20_000_000
SHOWN = 200
"""Most refused rows that an answer lists."""
_READ = (401, 403, 404, 422, 503)
_WRITE = (400, 401, 403, 404, 409, 413, 415, 422, 503)
_DONE = {200: Answer("The entry as it is now.", EntryOut)}

blueprint = Blueprint("library", __name__, url_prefix="/api/ai/objection-handler/library")


@blueprint.get("")
@operation(
    Operation(
        "Claims and answer templates, by id",
        tags=TAGS,
        query=LibraryQuery,
        answers={200: Answer("At most `limit` of them.", EntriesOut)},
        problems=_READ,
    )
)
def entries(principal: Principal, query: LibraryQuery) -> Response:
    """List entries."""
    found = _library(principal).list(principal.workspace, **query.model_dump())
    more = found[-1].id if len(found) == query.limit else None
    return _json(EntriesOut(items=[EntryOut.model_validate(one) for one in found], next=more))


@blueprint.post("")
@operation(
    Operation(
        "Add an entry as a draft",
        tags=TAGS,
        body=NewEntryIn,
        body_required=True,
        answers={201: Answer("It is stored and not in use yet.", EntryOut)},
        problems=_WRITE,
    )
)
def add(principal: Principal, body: NewEntryIn) -> Response:
    """Add an entry."""
    return _entry(_library(principal).add(principal.workspace, _wish(principal, body), body.id), 201)


@blueprint.get("/due")
@operation(
    Operation(
        "What is to be reviewed, or ends, soon; what has ended stands first",
        tags=TAGS,
        query=DueQuery,
        answers={200: Answer("The most urgent first.", EntriesOut)},
        problems=_READ,
    )
)
def due(principal: Principal, query: DueQuery) -> Response:
    """List what is due."""
    found = _library(principal).due(principal.workspace, timedelta(days=query.days))
    return _json(EntriesOut(items=[EntryOut.model_validate(one) for one in found]))


@blueprint.get("/policy")
@operation(
    Operation(
        "How the library is approved",
        tags=TAGS,
        answers={200: Answer("Whether authors may approve what they wrote.", PolicyOut)},
        problems=_READ,
    )
)
def policy(principal: Principal) -> Response:
    """Return the policy."""
    return _json(PolicyOut(own_approval=_library(principal).own_approval(principal.workspace)))


@blueprint.put("/policy")
@operation(
    Operation(
        "Say how the library is approved",
        role="manager",
        tags=TAGS,
        body=PolicyIn,
        body_required=True,
        answers={200: Answer("As it is now.", PolicyOut)},
        problems=_WRITE,
    )
)
def set_policy(principal: Principal, body: PolicyIn) -> Response:
    """Change the policy."""
    _library(principal).allow_own_approval(
        principal.workspace, principal.speaking_for(body.by), allowed=body.own_approval
    )
    return _json(PolicyOut(own_approval=body.own_approval))


@blueprint.get("/export")
@operation(
    Operation(
        "The library as a file, which can be imported again",
        tags=TAGS,
        query=LibraryExportQuery,
        answers={200: Answer("The newest version of every entry.", None, tuple(MEDIA_TYPES.values()))},
        problems=_READ,
    )
)
def export(principal: Principal, query: LibraryExportQuery) -> Response:
    """Return the library in one notation."""
    principal.require_key()
    text = services().objections.exchange.export(principal.workspace, query.format)
    response = Response(text, content_type=f"{MEDIA_TYPES[query.format]}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="library.{query.format}"'
    return response


@blueprint.post("/import")
@operation(
    Operation(
        "Take in a file: all of it, or nothing",
        role="manager",
        tags=TAGS,
        body=ImportIn,
        body_required=True,
        body_bytes=MAX_IMPORT_BYTES,
        answers={200: Answer("What came in, or would.", ImportOut)},
        problems=_WRITE,
    )
)
def import_(principal: Principal, body: ImportIn) -> Response:
    """Import a file."""
    principal.require_key()
    by = principal.speaking_for(body.by)
    # Who is signed in signs off what they bring in themselves, or nobody does.
    approver = None if body.approved_by is None else principal.speaking_for(body.approved_by)
    incoming = Incoming(body.name, body.format, body.content, by, approver)
    found = services().objections.exchange.import_(principal.workspace, incoming, dry_run=body.dry_run)
    out = ImportOut.model_validate(found)
    if found.refused and not body.dry_run:
        return problem(
            422,
            "library_refused",
            f"{len(found.refused)} faults: nothing was imported",
            refused=[one.model_dump() for one in out.refused[:SHOWN]],
        )
    return _json(out)


@blueprint.get("/<entry_id>")
@operation(Operation("One entry", tags=TAGS, answers=_DONE, problems=_READ))
def entry(entry_id: str, principal: Principal) -> Response:
    """Return one entry."""
    return _entry(_library(principal).get(principal.workspace, entry_id))


@blueprint.put("/<entry_id>")
@operation(
    Operation(
        "Store a new version as a draft; one that is in use stays so",
        tags=TAGS,
        body=ChangedEntryIn,
        body_required=True,
        answers=_DONE,
        problems=_WRITE,
    )
)
def edit(entry_id: str, principal: Principal, body: ChangedEntryIn) -> Response:
    """Change an entry."""
    return _entry(_library(principal).edit(principal.workspace, entry_id, _wish(principal, body), body.base))


@blueprint.post("/<entry_id>/submit")
@operation(
    Operation(
        "Hand a draft in for review",
        tags=TAGS,
        body=ByIn,
        body_required=True,
        answers=_DONE,
        problems=_WRITE,
    )
)
def submit(entry_id: str, principal: Principal, body: ByIn) -> Response:
    """Submit."""
    return _entry(_library(principal).submit(principal.workspace, entry_id, principal.speaking_for(body.by)))


@blueprint.post("/<entry_id>/approve")
@operation(
    Operation(
        "Put what is in review to use, or let what is in use hold for longer",
        role="manager",
        tags=TAGS,
        body=ApproveIn,
        body_required=True,
        answers=_DONE,
        problems=_WRITE,
    )
)
def approve(entry_id: str, principal: Principal, body: ApproveIn) -> Response:
    """Approve."""
    dates = Dates(_utc(body.review_at), _utc(body.expires_at))
    return _entry(
        _library(principal).approve(
            principal.workspace, entry_id, principal.speaking_for(body.by), dates, body.note
        )
    )


@blueprint.post("/<entry_id>/reject")
@operation(
    Operation(
        "Turn down what is in review",
        role="manager",
        tags=TAGS,
        body=RejectIn,
        body_required=True,
        answers=_DONE,
        problems=_WRITE,
    )
)
def reject(entry_id: str, principal: Principal, body: RejectIn) -> Response:
    """Reject."""
    return _entry(
        _library(principal).reject(principal.workspace, entry_id, principal.speaking_for(body.by), body.note)
    )


@blueprint.post("/<entry_id>/expire")
@operation(
    Operation(
        "Let what is in use be over now",
        role="manager",
        tags=TAGS,
        body=ByIn,
        body_required=True,
        answers=_DONE,
        problems=_WRITE,
    )
)
def expire(entry_id: str, principal: Principal, body: ByIn) -> Response:
    """Expire."""
    return _entry(_library(principal).expire(principal.workspace, entry_id, principal.speaking_for(body.by)))


@blueprint.post("/<entry_id>/retire")
@operation(
    Operation(
        "Take an entry out of use for good",
        role="manager",
        tags=TAGS,
        body=ByIn,
        body_required=True,
        answers=_DONE,
        problems=_WRITE,
    )
)
def retire(entry_id: str, principal: Principal, body: ByIn) -> Response:
    """Retire."""
    return _entry(_library(principal).retire(principal.workspace, entry_id, principal.speaking_for(body.by)))


@blueprint.post("/<entry_id>/rollback")
@operation(
    Operation(
        "Bring an earlier version back: in use at once if its approval still holds, else as a draft",
        role="manager",
        tags=TAGS,
        body=RollBackIn,
        body_required=True,
        answers=_DONE,
        problems=_WRITE,
    )
)
def roll_back(entry_id: str, principal: Principal, body: RollBackIn) -> Response:
    """Roll back."""
    return _entry(
        _library(principal).roll_back(
            principal.workspace, entry_id, principal.speaking_for(body.by), body.version
        )
    )


@blueprint.get("/<entry_id>/versions")
@operation(
    Operation(
        "All versions of an entry",
        tags=TAGS,
        answers={200: Answer("Newest first.", EntryVersionsOut)},
        problems=_READ,
    )
)
def versions(entry_id: str, principal: Principal) -> Response:
    """List versions."""
    found = _library(principal).versions(principal.workspace, entry_id)
    return _json(EntryVersionsOut(items=[VersionOut.model_validate(one) for one in found]))


@blueprint.get("/<entry_id>/diff")
@operation(
    Operation(
        "How two versions differ",
        tags=TAGS,
        query=EntryDiffQuery,
        answers={200: Answer("As patches show it; empty when they don't.", EntryDiffOut)},
        problems=_READ,
    )
)
def diff(entry_id: str, principal: Principal, query: EntryDiffQuery) -> Response:
    """Compare two versions."""
    return _json(EntryDiffOut(diff=_library(principal).diff(principal.workspace, entry_id, query.a, query.b)))


def _library(principal: Principal) -> LibraryKeeping:
    principal.require_key()
    return services().objections.library


def _wish(principal: Principal, body: EntryIn) -> Wish:
    return Wish(
        content=body.content.model_dump(),
        by=principal.speaking_for(body.by),
        owner=body.owner,
        dates=Dates(_utc(body.review_at), _utc(body.expires_at)),
        note=body.note,
    )


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _entry(found: Entry, status: int = 200) -> Response:
    return _json(EntryOut.model_validate(found), status)


def _json(
    out: EntryOut | EntriesOut | EntryVersionsOut | EntryDiffOut | PolicyOut | ImportOut, status: int = 200
) -> Response:
    return Response(out.model_dump_json(), status=status, content_type=JSON)
