"""``/api/ai/knowledge``: the customer's own documents, which answers cite."""

from __future__ import annotations

from flask import Blueprint, Response

from ...runtime.knowledge.finding import PassageHit
from ..auth import Principal
from ..body import read_body
from ..knowledge_models import (
    DocumentOut,
    DocumentsOut,
    KnowledgeSearchIn,
    KnowledgeSearchOut,
    PassageOut,
    SearchedByOut,
    UploadedOut,
    UploadQuery,
)
from ..operation import Answer, Operation, operation
from ..state import services

TAGS = ("knowledge base",)

blueprint = Blueprint("knowledge", __name__, url_prefix="/api/ai/knowledge")


@blueprint.get("")
@operation(
    Operation(
        "The documents of the knowledge base",
        tags=TAGS,
        answers={200: Answer("All of them, by name.", DocumentsOut)},
        problems=(401, 403, 503),
    )
)
def documents(principal: Principal) -> Response:
    """Return the documents."""
    principal.require_key()
    found = services().knowledge.documents(principal.workspace)
    return _json(DocumentsOut(items=[DocumentOut.model_validate(one) for one in found]).model_dump_json())


@blueprint.post("")
@operation(
    Operation(
        "Add a document: Markdown, text, HTML, PDF or Word. The body is the file",
        role="manager",
        tags=TAGS,
        query=UploadQuery,
        raw_body="application/octet-stream",
        answers={
            200: Answer("The same file is there already.", UploadedOut),
            201: Answer("It was read, and can be found.", UploadedOut),
        },
        problems=(401, 403, 413, 422, 503),
    )
)
def add(principal: Principal, query: UploadQuery) -> Response:
    """Store a document."""
    principal.require_key()
    data = read_body(services().settings.knowledge.max_document_bytes)
    added = services().knowledge.add(principal.workspace, query.name, data, principal.actor)
    out = UploadedOut(outcome=added.outcome, document=DocumentOut.model_validate(added.document))
    return _json(out.model_dump_json(), 200 if added.outcome == "unchanged" else 201)


@blueprint.post("/search")
@operation(
    Operation(
        "Passages that say something to a question",
        tags=TAGS,
        body=KnowledgeSearchIn,
        body_required=True,
        answers={200: Answer("Best first; whether one fits, it says.", KnowledgeSearchOut)},
        problems=(400, 401, 403, 413, 415, 422, 503),
    )
)
def search(principal: Principal, body: KnowledgeSearchIn) -> Response:
    """Return passages; the question stands in the body, because addresses are logged."""
    principal.require_key()
    found = services().passages.find(principal.workspace, body.text, body.limit)
    out = KnowledgeSearchOut(
        items=[_passage(hit) for hit in found.hits], by=SearchedByOut.model_validate(found.by)
    )
    return _json(out.model_dump_json())


@blueprint.get("/<document_id>")
@operation(
    Operation(
        "One document",
        tags=TAGS,
        answers={200: Answer("What is known of it.", DocumentOut)},
        problems=(401, 403, 404, 503),
    )
)
def one(document_id: str, principal: Principal) -> Response:
    """Return one document."""
    principal.require_key()
    found = services().knowledge.document(principal.workspace, document_id)
    return _json(DocumentOut.model_validate(found).model_dump_json())


@blueprint.delete("/<document_id>")
@operation(
    Operation(
        "Remove a document; nothing of it is found any more",
        role="manager",
        tags=TAGS,
        answers={204: Answer("It is gone.", media_types=())},
        problems=(401, 403, 404, 503),
    )
)
def remove(document_id: str, principal: Principal) -> Response:
    """Remove a document."""
    principal.require_key()
    services().knowledge.remove(principal.workspace, document_id, principal.actor)
    return Response(status=204)


def _passage(hit: PassageHit) -> PassageOut:
    passage = hit.passage
    return PassageOut(
        id=passage.id,
        document_id=passage.document_id,
        title=passage.title,
        page=passage.page,
        heading=passage.heading,
        text=passage.text,
        quote=hit.quote,
        score=round(hit.score, 4),
        fits=hit.fits,
    )


def _json(text: str, status: int = 200) -> Response:
    return Response(text, status, content_type="application/json")
