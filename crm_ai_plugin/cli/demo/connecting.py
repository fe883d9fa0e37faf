"""Connects the product to a sandbox CRM, whichever it is."""

from __future__ import annotations

from ...runtime.services import Services
from ...settings import Settings
from ...testing.sandbox.playing import Wiring


def installed(settings: Settings, wiring: Wiring) -> Settings:
    """Return the settings of an installation that has what a CRM's app needs."""
    sections = {}
    for name, values in wiring.app.items():
        section = getattr(settings, name)
        sections[name] = type(section).model_validate({**section.model_dump(), **values})
    return settings.model_copy(update=sections)


def connect(services: Services, workspace: str, connection: str, wiring: Wiring) -> str:
    """Store the connection and return the address to which the CRM has to send its events."""
    services.connect(workspace, connection, wiring.connector, wiring.account, wiring.config, wiring.secrets)
    path = wiring.path
    if wiring.receiver:
        _, path = services.endpoints.open(workspace, connection, wiring.receiver, wiring.receiver_config)
    return services.settings.public_url.rstrip("/") + path
