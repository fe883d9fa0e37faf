"""How recomputations are called: the name says which one, so that nothing about it has to be kept."""

from __future__ import annotations

from ..errors import NotFoundError
from .dispatch import WorkKey


def job_id(key: WorkKey, seq: int) -> str:
    """Return the id of the job that is done once a subject's work is done up to `seq`."""
    return ":".join(("refresh", key[1], key[2], str(seq), key[3]))


def job_of(workspace: str, name: str) -> tuple[WorkKey, int]:
    """Return whose job that is, and up to which request.

    Raises:
        NotFoundError: it is no such name.
    """
    parts = name.split(":", 4)
    if len(parts) != 5 or parts[0] != "refresh" or not parts[3].isdigit():
        raise NotFoundError("there is no such job", code="job_unknown")
    return (workspace, parts[1], parts[2], parts[4]), int(parts[3])


def steps_name(connection: str, subject_type: str, subject_id: str) -> str:
    """Return what the steps of a recomputation go by: whoever asked last sees those of the one that is under way."""
    return f"refresh:{connection}:{subject_type}:{subject_id}"
