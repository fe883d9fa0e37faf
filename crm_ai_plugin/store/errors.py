"""Errors that only the store raises."""

from __future__ import annotations

from ..errors import CrmAiError


class UnboundQueryError(CrmAiError):
    """A statement would have touched rows without being bound to their workspace; it was not run.

    Always a programming mistake: the caller can do nothing but report it.
    """

    default_code = "unbound_query"
