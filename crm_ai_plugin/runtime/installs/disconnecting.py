"""Ends a connection: takes back what was written if that is wanted, ends the access in the CRM, forgets it here."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import CrmAiError, PermanentError, PluginLoadError
from ...store import ConnectionRow, Store
from ..connections import Connections
from ..write_back.undoing import Undoing
from .plans import Plans
from .values import Disconnected


@dataclass(frozen=True)
class Disconnecting:
    """Disconnects CRMs. The records stay until somebody asks for them to go."""

    store: Store
    connections: Connections
    plans: Plans
    undoing: Undoing

    def run(self, workspace: str, key: str, *, by: str, undo: bool = False) -> Disconnected:
        """End a connection. Doing it again finishes what was interrupted.

        That the CRM can't be told is no reason to keep the access: it is forgotten here all the same, and the
        answer says what is left to do there.

        Args:
            workspace: Whose connection.
            key: Its key.
            by: Who wants it.
            undo: First take back notes, tasks and fields that were written through it.

        Raises:
            NotFoundError: no such connection.
            PermanentError: something could not be taken back; nothing was ended.
        """
        row = self.connections.row(workspace, key)
        undone = self._undone(workspace, key) if undo else 0
        with self.store.system() as system:
            # First, so that nobody calls with a token that is about to end.
            system.connections.set_status(workspace, key, "off")
        revoked, problem = self._revoked(row)
        with self.connections.held(workspace, key), self.store.system() as system:
            system.connections.forget_secrets(workspace, key)
            for endpoint in system.webhook_endpoints.list(workspace, key):
                system.webhook_endpoints.close(workspace, endpoint.id)
        with self.store.workspace(workspace) as session:
            detail = {"account": row.account, "revoked": revoked, "undone": undone}
            session.audit.add(by, "disconnected", f"connection:{key}", detail)
        return Disconnected(key, row.account, revoked, problem, undone)

    def _undone(self, workspace: str, key: str) -> int:
        report = self.undoing.all_of(workspace, key)
        failed = len(report.failed)
        if failed:
            raise PermanentError(
                f"{failed} of {report.undone + failed} writes could not be taken back, so the connection was left as it is",
                code="undo_incomplete",
                hint=f"crm-ai undo --all-of {key} says which; run it again, or disconnect without undoing",
            )
        return report.undone

    def _revoked(self, row: ConnectionRow) -> tuple[bool, str | None]:
        if row.secrets_encrypted is None:
            return False, None
        try:
            installer = self.plans.installer(row.connector)
            if installer is None:
                return False, "its credentials were made in the CRM: delete them there"
            last = self._is_last(row)
            installer.revoke(self.connections.context(row), last=last)
        except (CrmAiError, PluginLoadError) as error:
            return False, f"{error.user_message}: remove the app in the CRM's own settings"
        if not last:
            return True, "another connection of the same account goes on"
        return True, None

    def _is_last(self, row: ConnectionRow) -> bool:
        with self.store.system() as system:
            rows = system.connections.by_account(row.connector, row.account)
        others = [one for one in rows if (one.workspace_id, one.key) != (row.workspace_id, row.key)]
        return not any(one.secrets_encrypted for one in others)
