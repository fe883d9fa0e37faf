"""``/api/jobs``: work that went on after an answer."""

from __future__ import annotations

from flask import Blueprint, Response

from ...runtime.cohorts.waiting import PREFIX as ANALYSIS
from ..auth import Principal
from ..models import JobOut, JobStepOut
from ..operation import Answer, Operation, operation
from ..services.advice import Job
from ..state import services, state

blueprint = Blueprint("jobs", __name__, url_prefix="/api/jobs")


@blueprint.get("/<job_id>")
@operation(
    Operation(
        "How far a job is",
        by_crm=True,
        tags=("jobs",),
        answers={200: Answer("The job.", JobOut)},
        problems=(401, 403, 404, 503),
    )
)
def job(job_id: str, principal: Principal) -> Response:
    """Return a job."""
    principal.require_key()
    source = services().analyses if job_id.startswith(ANALYSIS) else services().coach
    return respond(source.job(principal.workspace, job_id), 200)


def respond(job: Job, status: int) -> Response:
    """Return the answer that says how far a job is and where to look again."""
    location = state().path("api", "jobs", job.id)
    step = None if job.step is None else JobStepOut.model_validate(job.step, from_attributes=True)
    out = JobOut(id=job.id, state=job.state, location=location, error_code=job.error_code, step=step)
    response = Response(out.model_dump_json(), status=status, content_type="application/json")
    response.headers["Location"] = location
    if job.state in ("queued", "running"):
        response.headers["Retry-After"] = "1"
    return response
