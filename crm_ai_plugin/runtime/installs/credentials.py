"""How a connection's credentials are: until when they last and what was not granted. Shows no secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ...ports.installing import InstallsByOAuth, Permission


@dataclass(frozen=True)
class Credentials:
    """What can be said of a connection's secrets without a call."""

    expires_at: datetime | None
    renewable: bool
    missing: Sequence[Permission]
    """Permissions that are asked for and were not granted; none where nobody knows what was."""

    @property
    def lacks(self) -> list[str]:
        """Names of missing permissions without which nothing works."""
        return [one.name for one in self.missing if not one.optional]

    def words(self) -> str:
        """Return a line for an admin."""
        parts = []
        renewed = "renewed by itself" if self.renewable else ""
        if self.expires_at is not None:
            parts.append(", ".join(filter(None, (f"token until {self.expires_at:%H:%M} UTC", renewed))))
        elif renewed:
            parts.append(f"token {renewed}")
        optional = [one.name for one in self.missing if one.optional]
        if optional:
            parts.append(f"not granted: {', '.join(optional)}")
        return "; ".join(parts)


def credentials(
    installer: InstallsByOAuth | None, config: Mapping[str, Any], secrets: Mapping[str, Any]
) -> Credentials:
    """Return how the secrets of a connection are."""
    granted = secrets.get("scopes")
    missing: list[Permission] = []
    if installer is not None and isinstance(granted, list):
        missing = [one for one in installer.permissions(config) if one.name not in granted]
    return Credentials(_moment(secrets.get("expires_at")), bool(secrets.get("refresh_token")), missing)


def _moment(value: Any) -> datetime | None:  # noqa: ANN401  # whatever the store holds
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC)
    except ValueError:
        return None
