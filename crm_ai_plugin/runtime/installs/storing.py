"""Keeps what an admin granted, if it is enough and of the right account, and sets the connection going."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from ...errors import ConfigurationError, ConflictError, CrmAiError, NotFoundError, PluginLoadError
from ...ports.installing import Grant, Permission
from ...store import ConnectionRow, InstallRow, Store
from ..connections import Connections, HeldSecrets
from ..events.endpoints import Endpoints
from .plans import Plan
from .values import Connected, WebhookAddress

Load = Callable[[str, str], bool]
"""Queues the load of (workspace, connection); returns whether that was possible."""


@dataclass(frozen=True)
class Storing:
    """Turns grants into connections."""

    store: Store
    connections: Connections
    endpoints: Endpoints
    load: Load
    public_url: str

    def keep(self, install: InstallRow, plan: Plan, grant: Grant) -> Connected:
        """Store a grant as a connection.

        The account decides which one: of an account that the workspace is connected to, that connection is
        renewed, and keeps its key, its settings and its records.

        Raises:
            ConfigurationError: a required permission was not granted.
            ConflictError: it is not the account of the connection that was to be renewed.
        """
        try:
            self._require(plan, grant)
            before = self._before(install, plan, grant)
        except (ConfigurationError, ConflictError):
            self._give_back(install, plan, grant)
            raise
        row = self._written(install, plan, grant, before)
        missing = [one for one in plan.installer.permissions(plan.config) if one.name not in grant.scopes]
        with self.store.workspace(row.workspace_id) as session:
            detail = {"account": grant.account, "missing": [one.name for one in missing]}
            session.audit.add(install.made_by, "connected", f"connection:{row.key}", detail)
        return Connected(
            plan.label,
            row.workspace_id,
            row.key,
            grant.account,
            before is not None,
            missing,
            self._webhook(plan, row),
            self.load(row.workspace_id, row.key),
        )

    def _require(self, plan: Plan, grant: Grant) -> None:
        lacking = [one for one in self._asked(plan) if not one.optional and one.name not in grant.scopes]
        if lacking:
            raise ConfigurationError(
                f"{plan.label} did not grant {lacking[0].name}, which {lacking[0].reason}",
                code="scope_missing",
                hint="connect again and allow everything on the page; if it was not offered, add it to the app",
            )

    def _asked(self, plan: Plan) -> list[Permission]:
        return list(plan.installer.permissions(plan.config))

    def _before(self, install: InstallRow, plan: Plan, grant: Grant) -> ConnectionRow | None:
        """Return the connection that is renewed, if it is one."""
        with self.store.system() as system:
            rows = system.connections.list(install.workspace_id)
        named = next((row for row in rows if row.key == install.connection), None)
        if named is not None and (named.connector, named.account) != (plan.connector, grant.account):
            raise ConflictError(
                f"you logged in to {plan.label} account {grant.account}, but connection {named.key} is of account"
                f" {named.account}",
                code="account_wrong",
                hint=f"open the link again and choose account {named.account}; to connect {grant.account} as well,"
                " ask for a link of its own",
            )
        same = [row for row in rows if (row.connector, row.account) == (plan.connector, grant.account)]
        if named is None and same and install.connection is not None:
            raise ConflictError(
                f"{plan.label} account {grant.account} is connected already, as {same[0].key}",
                code="account_connected",
                hint=f"ask for a link for {same[0].key} to connect it again",
            )
        return named or (same[0] if same else None)

    def _written(
        self, install: InstallRow, plan: Plan, grant: Grant, before: ConnectionRow | None
    ) -> ConnectionRow:
        workspace = install.workspace_id
        if before is not None:
            config = {**before.config, **install.config, **grant.config}
            row = self.connections.made(
                workspace, before.key, plan.connector, grant.account, config, grant.secrets
            )
            # Whoever is renewing the old token at this moment would overwrite the new one.
            with self.connections.held(workspace, before.key), self.store.system() as system:
                system.connections.put(row)
            return row
        while True:
            key = install.connection or self._free_key(
                workspace, plan.installer.app_name(plan.config) or plan.connector
            )
            row = self.connections.made(
                workspace, key, plan.connector, grant.account, {**plan.config, **grant.config}, grant.secrets
            )
            try:
                with self.store.system() as system:
                    system.connections.add(row)
            except ConflictError:
                # Somebody else took that key a moment ago.
                if install.connection is not None:
                    raise
                continue
            return row

    def _free_key(self, workspace: str, name: str) -> str:
        with self.store.system() as system:
            taken = {row.key for row in system.connections.list(workspace)}
        return next(key for n in range(1, len(taken) + 2) if (key := f"{name}-{n}") not in taken)

    def _webhook(self, plan: Plan, row: ConnectionRow) -> WebhookAddress | None:
        """Return the address the CRM is to send to; one that holds a token is made and shown only once."""
        key = plan.installer.receiver(row.config)
        if key is None:
            return None
        base, registry = self.public_url.rstrip("/"), self.endpoints.registry
        try:
            bound = registry.bound_receiver(key)
        except PluginLoadError:
            return None
        except NotFoundError:
            with suppress(NotFoundError, PluginLoadError):
                return WebhookAddress(f"{base}/webhooks/{registry.receiver(key).key}", secret=False)
            return None
        with self.store.system() as system:
            there = system.webhook_endpoints.list(row.workspace_id, row.key)
        if any(one.receiver == bound.key for one in there):
            return None
        _, path = self.endpoints.open(row.workspace_id, row.key, bound.key)
        return WebhookAddress(f"{base}{path}", secret=True)

    def _give_back(self, install: InstallRow, plan: Plan, grant: Grant) -> None:
        """End a grant that is not kept, unless it may be the one that another connection lives on."""
        with self.store.system() as system:
            if system.connections.by_account(plan.connector, grant.account):
                return
        row = ConnectionRow(install.workspace_id, "-", plan.connector, grant.account, plan.config)
        context = self.connections.context(row, HeldSecrets(grant.secrets))
        with suppress(CrmAiError):
            plan.installer.revoke(context, last=True)
