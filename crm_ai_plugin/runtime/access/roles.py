"""What people and keys may do: each role may what those before it may."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["rep", "manager", "admin"]
Scope = Literal["read", "write", "embed"]
"""What a key is for: reading, changing, handing out tokens for pages inside a CRM."""

ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)


def may(role: Role, needed: Role) -> bool:
    """Return whether `role` may do what `needed` may."""
    return ROLES.index(role) >= ROLES.index(needed)
