"""``/api/ai/cost``: what words for many records would cost, before they are asked for."""

from __future__ import annotations

import json

from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict, Field

from ..auth import Principal
from ..operation import Answer, Operation, operation
from ..state import services

TAGS = ("language model",)
MOST_CALLS = 1_000_000

blueprint = Blueprint("costs", __name__, url_prefix="/api/ai/cost")


class CostPreviewQuery(BaseModel):
    """Of which run."""

    model_config = ConfigDict(extra="forbid")

    feature: str = Field(
        default="deal_coach", min_length=1, max_length=100, description="Whose calls, e.g. `objection`."
    )
    calls: int | None = Field(
        default=None, ge=0, le=MOST_CALLS, description="How many; one per open deal if left out."
    )


class CostPreviewOut(BaseModel):
    """What the run is likely to cost; tokens are per call."""

    feature: str
    calls: int
    model: str
    usd: float
    input_tokens: int
    output_tokens: int
    measured_calls: int = Field(description="How many earlier calls that rests on; 0: it is assumed.")
    price_known: bool = Field(description="False: the dearest price was taken.")
    can_call: bool = Field(description="False: there is no key, so nothing is called and nothing spent.")
    left_usd: float | None = Field(description="Of this month's caps, the tighter one; null: there is none.")
    fits: bool = Field(
        description="Whether that is enough; if not, most of the run would go without a model."
    )


@blueprint.get("/preview")
@operation(
    Operation(
        "What words for many records would cost",
        tags=TAGS,
        query=CostPreviewQuery,
        answers={200: Answer("Nothing is called and nothing spent.", CostPreviewOut)},
        problems=(401, 403, 422, 503),
    )
)
def preview(principal: Principal, query: CostPreviewQuery) -> Response:
    """Expect a cost by what earlier calls took."""
    principal.require_key()
    costs = services().run_costs
    found = costs.words(principal.workspace, query.feature, query.calls)
    left = costs.left_usd(principal.workspace)
    told = CostPreviewOut(
        feature=query.feature,
        calls=found.calls,
        model=found.model,
        usd=found.usd,
        input_tokens=found.input_tokens,
        output_tokens=found.output_tokens,
        measured_calls=found.measured_calls,
        price_known=found.price_known,
        can_call=costs.can_call,
        left_usd=left,
        fits=left is None or found.usd <= left,
    )
    return Response(json.dumps(told.model_dump(mode="json")), content_type="application/json")
