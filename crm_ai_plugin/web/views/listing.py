"""``/api/ai/deals`` and ``/api/ai/contacts``: finding a record by a part of its name."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response

from ..auth import Principal
from ..listing_models import (
    ContactListOut,
    ContactListQuery,
    DealListOut,
    DealListQuery,
    ListedContactOut,
    ListedDealOut,
)
from ..operation import Answer, Operation, operation
from ..state import services

TAGS = ("records",)

blueprint = Blueprint("listing", __name__, url_prefix="/api/ai")


@blueprint.get("/deals")
@operation(
    Operation(
        "Deals by a part of their name or company, or by their ids, last created first",
        tags=TAGS,
        query=DealListQuery,
        answers={200: Answer("A page of them, each with what its newest advice says first.", DealListOut)},
        problems=(401, 403, 422, 503),
    )
)
def deals(principal: Principal, query: DealListQuery) -> Response:
    """Return a page of deals."""
    principal.require_key()
    found = services().listing.deals(
        principal.workspace,
        query.search.strip(),
        query.outcome,
        ids=query.only,
        offset=query.offset,
        limit=query.limit,
    )
    items = [ListedDealOut(**asdict(one.deal), p_win=one.p_win, headline=one.headline) for one in found]
    return _json(DealListOut(items=items).model_dump_json())


@blueprint.get("/contacts")
@operation(
    Operation(
        "Contacts by a part of their name, title or company",
        tags=TAGS,
        query=ContactListQuery,
        answers={200: Answer("A page of them, by name.", ContactListOut)},
        problems=(401, 403, 422, 503),
    )
)
def contacts(principal: Principal, query: ContactListQuery) -> Response:
    """Return a page of contacts."""
    principal.require_key()
    found = services().listing.contacts(
        principal.workspace, query.search.strip(), offset=query.offset, limit=query.limit
    )
    items = [ListedContactOut.model_validate(one) for one in found]
    return _json(ContactListOut(items=items).model_dump_json())


def _json(text: str) -> Response:
    response = Response(text, content_type="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    return response
