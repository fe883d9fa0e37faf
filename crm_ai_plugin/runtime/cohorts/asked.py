"""What somebody asks for as text, as a cohort."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import ValidationError

from ...errors import UserInputError
from ...features.win_loss.filters import parse
from ...insights import Cohort
from ...insights.cohort import All, Condition


def asked_cohort(
    where: Sequence[str] = (), *, since: date | None = None, until: date | None = None, by: str | None = None
) -> Cohort:
    """Return the cohort of some filters that all have to hold.

    Raises:
        UserInputError: a filter can't be read, or the dates don't follow each other.
    """
    parts = [parse(text) for text in where]
    return made_cohort(joined(parts), since, until, by)


def joined(parts: Sequence[Condition]) -> Condition | None:
    """Return the condition that all of `parts` hold; None without any."""
    if len(parts) < 2:
        return parts[0] if parts else None
    return All(all=list(parts))


def made_cohort(
    where: Condition | None, since: date | None = None, until: date | None = None, by: str | None = None
) -> Cohort:
    """Return a cohort.

    Raises:
        UserInputError: the filter is too large, or the dates don't follow each other.
    """
    try:
        return Cohort(where=where, since=since, until=until, by=by)
    except ValidationError as error:
        what = str(error.errors(include_input=False, include_url=False)[0]["msg"])
        raise UserInputError(what.removeprefix("Value error, "), code="cohort_invalid") from None
