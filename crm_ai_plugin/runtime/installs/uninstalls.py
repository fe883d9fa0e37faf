"""Notices that an app was taken off in the CRM, so that nobody goes on calling."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from redis import Redis

from ...errors import (
    ConfigurationError,
    CrmAiError,
    NotFoundError,
    PermanentError,
    PluginLoadError,
    ReauthoriseError,
)
from ...ports.installing import TellsUninstalls
from ...privacy import RedisKeys
from ...store import ConnectionRow, Store
from ..connections import Connections
from .plans import Plan, Plans

log = structlog.get_logger(__name__)

KEYS = RedisKeys("crm-ai:uninstalls:", "how far a CRM's journal of uninstalls was read")

REFUSED_FOR_S = 86_400
"""How long nobody asks again when the app may not read the list."""
_ROUNDS = 10


@dataclass(frozen=True)
class Uninstalled:
    """Reads what CRMs tell of apps that were taken off.

    How far a list was read is kept in Redis: read again from the beginning it does no harm, because a connection
    is only given up when its credentials are dead indeed.
    """

    store: Store
    connections: Connections
    plans: Plans
    redis: Redis

    def look(self) -> list[ConnectionRow]:
        """Look at every CRM that keeps such a list; return the connections that were given up."""
        with self.store.system() as system:
            rows = system.connections.list()
        used = {row.connector for row in rows if row.status in {"active", "reauthorise"}}
        return [gone for connector in sorted(used) for gone in self._of(connector)]

    def _of(self, connector: str) -> list[ConnectionRow]:
        try:
            installer: object = self.plans.registry.connector(connector)
            if not isinstance(installer, TellsUninstalls) or self.redis.exists(_refused(connector)):
                return []
            plan = self.plans.of(connector, {})
            return [
                row
                for account in self._accounts(installer, plan)
                for row in self._given_up(connector, account)
            ]
        except (ConfigurationError, NotFoundError, PluginLoadError):
            return []
        except PermanentError as error:
            log.warning("uninstalls_refused", connector=connector, code=error.code, detail=error.detail)
            self.redis.set(_refused(connector), "1", ex=REFUSED_FOR_S)
            return []
        except CrmAiError as error:
            log.info("uninstalls_unread", connector=connector, code=error.code)
            return []

    def _accounts(self, installer: TellsUninstalls, plan: Plan) -> list[str]:
        accounts: dict[str, None] = {}
        for _ in range(_ROUNDS):
            stored = self.redis.get(_cursor(plan.connector))
            cursor = stored.decode() if isinstance(stored, bytes) else stored
            found = installer.uninstalls(plan.app, plan.config, cursor)
            accounts.update(dict.fromkeys(found.accounts))
            if found.cursor is not None:
                self.redis.set(_cursor(plan.connector), found.cursor)
            if not found.more:
                break
        return list(accounts)

    def _given_up(self, connector: str, account: str) -> list[ConnectionRow]:
        with self.store.system() as system:
            rows = system.connections.by_account(connector, account)
        return [row for row in rows if self._is_dead(row) and self._note(row)]

    def _is_dead(self, row: ConnectionRow) -> bool:
        if row.status != "active":
            return row.status == "reauthorise"
        try:
            with self.connections.open(row.workspace_id, row.key) as connector:
                connector.check()
        except ReauthoriseError:
            return True
        except CrmAiError:
            return False
        return False

    def _note(self, row: ConnectionRow) -> bool:
        with self.store.system() as system:
            system.connections.set_status(row.workspace_id, row.key, "uninstalled")
        with self.store.workspace(row.workspace_id) as session:
            session.audit.add("crm", "uninstalled", f"connection:{row.key}", {"account": row.account})
        log.warning("app_uninstalled", connector=row.connector, connection=row.key)
        return True


def _cursor(connector: str) -> str:
    return f"crm-ai:uninstalls:{connector}:cursor"


def _refused(connector: str) -> str:
    return f"crm-ai:uninstalls:{connector}:refused"
