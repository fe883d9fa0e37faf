"""The link with which somebody becomes the first admin."""

from __future__ import annotations

from ..runtime.services import Services


def setup_link(services: Services) -> str | None:
    """Return the link for the default workspace; None when somebody can sign in there.

    The token stands behind ``#``: no server and no log gets to see it.
    """
    token = services.accounts.setup_token(services.settings.workspace)
    if token is None:
        return None
    return f"{services.settings.public_url.rstrip('/')}/app/setup#token={token}"


def invitation(services: Services) -> str | None:
    """Return what is printed while nobody can sign in."""
    link = setup_link(services)
    return None if link is None else f"nobody can sign in yet; the first admin opens, within a day:\n  {link}"
