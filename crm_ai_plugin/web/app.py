"""The app factory."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask

from . import browser_session, headers, limits, model_metrics, observe, problems, wording_metrics
from .assets import Assets
from .live.metrics import LiveMetrics
from .live.starting import LiveConnections
from .observe import Metrics
from .options import WebOptions
from .services import Services
from .state import EXTENSION, WebState
from .views import blueprints

log = structlog.get_logger(__name__)


class _App(Flask):
    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401  # the framework's own contract
        """Say what failed and at which route; the framework would write the path, which can hold a secret."""
        log.error("request_crashed", route=observe.route(), error=exc_info[0].__qualname__)


def create_app(services: Services, options: WebOptions | None = None) -> Flask:
    """Return the WSGI app.

    Args:
        services: The runtime; the app neither builds nor closes it.
        options: Choices about pages.
    """
    chosen = options or WebOptions()
    app = _App(__name__, static_folder=None)
    # Else `//x` is answered with a redirect to whatever Host the request names.
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = services.settings.max_body_bytes
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    metrics = Metrics()
    live = LiveConnections(app, services, chosen.live_connections, LiveMetrics(metrics.registry))
    state = WebState(services, chosen, metrics, Assets(services.registry), live)
    app.extensions[EXTENSION] = state
    observe.install(app, state.metrics)
    headers.install(app, chosen.frame_ancestors)
    limits.install(app)
    browser_session.install(app)
    model_metrics.install(state.metrics.registry, services)
    wording_metrics.install(state.metrics.registry, services)
    problems.install(app)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    return app
