"""What a WSGI server loads: ``gunicorn 'crm_ai_plugin.web.wsgi:application()'``."""

from __future__ import annotations

import atexit

from flask import Flask

from ..runtime import logs
from ..runtime.services import Services
from ..settings import Settings
from .app import create_app
from .options import WebOptions
from .state import EXTENSION


def application() -> Flask:
    """Return the app on the settings of the environment, one set of services per process."""
    settings = Settings.load()
    logs.configure(settings.log_level)
    services = Services(settings)
    atexit.register(services.close)
    web = settings.web
    # pyright does not see a property behind functools.cached_property; mypy checks this call.
    options = WebOptions(tuple(web.frame_ancestors), web.card_link_ttl_s, web.live_connections)
    app = create_app(services, options)  # pyright: ignore[reportArgumentType]
    # Before the services: what is registered last comes first.
    atexit.register(app.extensions[EXTENSION].live.close)
    return app
