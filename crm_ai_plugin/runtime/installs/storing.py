"""Keeps what an admin granted, if it is enough and of the right account, and sets the connection going."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from ...errors import ConfigurationError, ConflictError, CrmAiError, NotFoundError, PluginLoadError
from ...ports.installing import Grant, InstallsByOAuth, Permission
from ...ports.selection import Selection
from ...store import ConnectionRow, InstallRow, Store
from ..connections import Connections, HeldSecrets
from ..events.endpoints import Endpoints
from ..events.webhook_secrets import signing
from ..narrowing import selection_of
from .plans import Plan
from .values import Connected, WebhookAddress, Wish, Words

Load = Callable[[str, str], bool]
"""Queues the load of (workspace, connection); returns whether that was possible."""

_BY_PAGE = Words(
    "you logged in to", "open the link again and choose", "ask for a link of its own", "ask for a link for"
)


@dataclass(frozen=True)
class Storing:
    """Turns grants into connections."""

    store: Store
    connections: Connections
    endpoints: Endpoints
    load: Load
    public_url: str

    def keep(self, install: InstallRow, plan: Plan, grant: Grant) -> Connected:
        """Store what was granted on the CRM's page as a connection.

        Raises:
            ConfigurationError: a required permission was not granted.
            ConflictError: it is not the account of the connection that was to be renewed.
        """
        wish = Wish(
            workspace=install.workspace_id,
            connector=plan.connector,
            label=plan.label,
            connection=install.connection,
            given=install.config,
            config=plan.config,
            name=plan.installer.app_name(plan.config) or plan.connector,
            by=install.made_by,
            words=_BY_PAGE,
            choose_first=install.choose_first,
        )
        try:
            self._require(plan, grant)
            before = self.renewed(wish, grant.account)
        except (ConfigurationError, ConflictError):
            self._give_back(install, plan, grant)
            raise
        missing = [one for one in plan.installer.permissions(plan.config) if one.name not in grant.scopes]
        return self.put(wish, grant, before, plan.installer, missing)

    def put(
        self,
        wish: Wish,
        grant: Grant,
        before: ConnectionRow | None,
        installer: InstallsByOAuth | None,
        missing: Sequence[Permission] = (),
    ) -> Connected:
        """Store a connection and set it going.

        Args:
            wish: Which one.
            grant: What it lives on.
            before: What `renewed` returned.
            installer: Knows which receiver reads the CRM's webhooks.
            missing: Optional permissions that were not granted.

        Raises:
            ConflictError: somebody else took its key meanwhile.
        """
        row = self._written(wish, grant, before)
        waits = selection_of(row).open
        with self.store.workspace(row.workspace_id) as session:
            detail = {"account": grant.account, "missing": [one.name for one in missing]}
            session.audit.add(wish.by, "connected", f"connection:{row.key}", detail)
        return Connected(
            wish.label,
            row.workspace_id,
            row.key,
            grant.account,
            before is not None,
            missing,
            self._webhook(installer, row),
            not waits and self.load(row.workspace_id, row.key),
            waits,
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

    def renewed(self, wish: Wish, account: str) -> ConnectionRow | None:
        """Return the connection that is renewed, if it is one.

        The account decides which one: of an account that the workspace is connected to, that connection is
        renewed, and keeps its key, its settings and its records.

        Raises:
            ConflictError: the key is of another account, or the account has another key.
        """
        with self.store.system() as system:
            rows = system.connections.list(wish.workspace)
        named = next((row for row in rows if row.key == wish.connection), None)
        words = wish.words
        if named is not None and (named.connector, named.account) != (wish.connector, account):
            raise ConflictError(
                f"{words.opened} {wish.label} account {account}, but connection {named.key} is of account"
                f" {named.account}",
                code="account_wrong",
                hint=f"{words.choose} account {named.account}; to connect {account} as well, {words.another}",
            )
        same = [row for row in rows if (row.connector, row.account) == (wish.connector, account)]
        if named is None and same and wish.connection is not None:
            raise ConflictError(
                f"{wish.label} account {account} is connected already, as {same[0].key}",
                code="account_connected",
                hint=f"{words.again} {same[0].key} to connect it again",
            )
        return named or (same[0] if same else None)

    def _written(self, wish: Wish, grant: Grant, before: ConnectionRow | None) -> ConnectionRow:
        workspace = wish.workspace
        if before is not None:
            config = {**before.config, **wish.given, **grant.config}
            # Whoever is renewing the old token at this moment would overwrite the new one.
            with self.connections.held(workspace, before.key):
                # What signs the CRM's webhooks has nothing to do with what was granted.
                kept = signing(self.connections.secrets(workspace, before.key).load())
                row = self.connections.made(
                    workspace, before.key, wish.connector, grant.account, config, {**grant.secrets, **kept}
                )
                with self.store.system() as system:
                    system.connections.put(row)
            return replace(row, selection=before.selection)
        while True:
            key = wish.connection or self._free_key(workspace, wish.name)
            row = self.connections.made(
                workspace, key, wish.connector, grant.account, {**wish.config, **grant.config}, grant.secrets
            )
            if wish.choose_first:
                row = replace(row, selection=Selection(open=True).model_dump(mode="json"))
            try:
                with self.store.system() as system:
                    system.workspaces.ensure(workspace, workspace)
                    system.connections.add(row)
            except ConflictError:
                # Somebody else took that key a moment ago.
                if wish.connection is not None:
                    raise
                continue
            return row

    def _free_key(self, workspace: str, name: str) -> str:
        with self.store.system() as system:
            taken = {row.key for row in system.connections.list(workspace)}
        return next(key for n in range(1, len(taken) + 2) if (key := f"{name}-{n}") not in taken)

    def _webhook(self, installer: InstallsByOAuth | None, row: ConnectionRow) -> WebhookAddress | None:
        """Return the address the CRM is to send to; one that holds a token is made and shown only once."""
        key = installer.receiver(row.config) if installer is not None else None
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
