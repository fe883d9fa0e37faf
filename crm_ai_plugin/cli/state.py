"""What commands share: settings, services, where output goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..runtime import logs
from ..runtime.services import Services
from ..settings import Settings


@dataclass
class State:
    """Made once per invocation; typer hands it to commands as ``context.obj``."""

    debug: bool = False

    @cached_property
    def settings(self) -> Settings:
        """Settings of the environment, with logging set up accordingly."""
        settings = Settings.load()
        logs.configure("debug" if self.debug else settings.log_level)
        return settings

    @contextmanager
    def services(self, *, migrate: bool = True, **changes: Any) -> Iterator[Services]:  # noqa: ANN401
        """Yield services on an up-to-date database and let go of them afterwards.

        Args:
            migrate: Bring the schema up to date first (an embedded database has no admin to do it).
            changes: Settings to override.
        """
        settings = self.settings.model_copy(update=changes) if changes else self.settings
        services = Services(settings)
        try:
            if migrate and not settings.database_url:
                services.store.upgrade()
            elif migrate:
                services.store.require_current()
            with services.store.system() as system:
                system.workspaces.ensure(settings.workspace, settings.workspace)
            yield services
        finally:
            services.close()
