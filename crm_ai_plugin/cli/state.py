"""What commands share: settings, services, where output goes.

Building services means importing the database, queue and statistics libraries, which takes longer than
printing any help. So they are imported by the methods that need them, and command modules import at their
top only what declares the command.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..errors import ConfigurationError, NotFoundError

if TYPE_CHECKING:
    from ..runtime.services import Services
    from ..settings import Settings


@dataclass
class State:
    """Made once per invocation; typer hands it to commands as ``context.obj``."""

    debug: bool = False

    @cached_property
    def settings(self) -> Settings:
        """Settings of the environment, with logging set up accordingly."""
        from ..runtime import logs
        from ..settings import Settings

        settings = Settings.load()
        logs.configure("debug" if self.debug else settings.log_level)
        return settings

    @contextmanager
    def services(self, **changes: Any) -> Iterator[Services]:  # noqa: ANN401
        """Yield services on an up-to-date database and let go of them afterwards.

        Args:
            changes: Settings to override.

        Raises:
            ConfigurationError: the database is another version's, or the queue that was needed is away.
        """
        with self.unprepared(**changes) as services:
            if services.settings.database_url:
                services.store.require_current()
            else:
                # An embedded database has no admin who would do it.
                services.store.upgrade()
            with services.store.system() as system:
                system.workspaces.ensure(services.settings.workspace, services.settings.workspace)
            yield services

    def workspace(self, services: Services, name: str | None) -> str:
        """Return the workspace to read: the one that was named, else the installation's.

        Raises:
            NotFoundError: there is none of that name, so that a slip of the pen does not look like an empty CRM.
        """
        if name is None:
            return services.settings.workspace
        with services.store.system() as system:
            known = [row.id for row in system.workspaces.list()]
        if name not in known:
            near = get_close_matches(name, known, n=1) or known[:5]
            raise NotFoundError(
                f"there is no workspace {name!r}",
                code="workspace_unknown",
                hint=f"there is {', '.join(near)}; crm-ai import --workspace makes a new one",
            )
        return name

    @contextmanager
    def unprepared(self, **changes: Any) -> Iterator[Services]:  # noqa: ANN401
        """Yield services on the database as it is, for the commands that look after it."""
        from redis.exceptions import RedisError

        from ..runtime.services import Services

        settings = self.settings.model_copy(update=changes) if changes else self.settings
        services = Services(settings)
        try:
            yield services
        except RedisError as error:
            raise _no_queue(settings, type(error).__name__) from error
        finally:
            services.close()


def _no_queue(settings: Settings, detail: str) -> ConfigurationError:
    hint = "crm-ai serve --embedded starts one, or set CRM_AI_REDIS_URL"
    if not settings.redis_url:
        return ConfigurationError(
            "no queue is running here", code="queue_unreachable", detail=detail, hint=hint
        )
    parts = urlsplit(settings.redis_url)
    # Never the whole URL: it may hold a password.
    place = f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path
    return ConfigurationError(
        f"the queue at {place} can't be used",
        code="queue_unreachable",
        detail=detail,
        hint="is it running, and is CRM_AI_REDIS_URL right?",
    )
