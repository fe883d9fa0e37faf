"""Who rates a card, as far as a request says so."""

from __future__ import annotations

import re

from flask import request

from ..errors import UserInputError
from ..runtime.results.ratings import Rater
from .principal import Principal

CRM_USER = "X-CRM-User"
"""By which a program inside a CRM names the person for whom it asks; nothing proves it."""
_ID = re.compile(r"[\w.@:-]{1,64}", re.ASCII)


def rater(principal: Principal) -> Rater:
    """Return who rates.

    A program that holds a key may name the CRM's user; that counts as one more person, not as proof of who it was.

    Raises:
        UserInputError: code ``request_invalid``: what it names is no id.
    """
    if principal.crm_user is not None:
        return Rater(principal.crm_user, principal.host, in_crm=True, said_at=principal.signed_at)
    named = request.headers.get(CRM_USER) if principal.key is not None else None
    if named is None:
        if principal.host == "link":  # which may have been handed on since it was made for somebody
            return Rater(f"link:{principal.actor}", principal.host, proven=False)
        return Rater(principal.actor, principal.host, proven=principal.user is not None)
    if not _ID.fullmatch(named):
        raise UserInputError(f"{CRM_USER} is no id of a user", code="request_invalid")
    return Rater(named, None, in_crm=True, proven=False)
