"""Brings a CRM in files into the store: one transaction per file, nothing half-imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ...bundle import ImportReport, open_bundle
from ...errors import ConflictError
from ...ports.clock import Clock
from ...store import ConnectionRow, Store
from ..connections import FILES, is_watched

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Importing:
    """Imports bundles and mapped CSV files."""

    store: Store
    clock: Clock

    def run(
        self,
        workspace: str,
        path: Path,
        *,
        mapping: str | None = None,
        connection: str = FILES,
        progress: Progress = lambda *_: None,
    ) -> ImportReport:
        """Import `path`; importing the same again changes nothing.

        Args:
            workspace: Where to.
            path: A folder, a zip or one file.
            mapping: A mapping file, or the name of one that ships with the product.
            connection: The connection the records are filed under.
            progress: Called with file name, bytes read and bytes in all.

        Raises:
            UserInputError: the input as a whole can't be read; single bad rows are in the report instead.
            ConflictError: the connection is a CRM's, whose records files must not mix with.
        """
        # First what can fail: an import of nothing must not leave a workspace or a connection behind.
        bundle = open_bundle(path, mapping)
        self._ensure(workspace, connection)
        report = ImportReport()
        for file in bundle.files:
            with self.store.workspace(workspace) as session:
                for batch in file.records(report):
                    session.records.upsert(connection, batch)
                    progress(file.name, file.bytes_read, file.bytes_total)
        return report

    def _ensure(self, workspace: str, connection: str) -> None:
        with self.store.system() as system:
            system.workspaces.ensure(workspace, workspace)
            present = next((row for row in system.connections.list(workspace) if row.key == connection), None)
            if present is None:
                system.connections.add(ConnectionRow(workspace, connection, FILES, connection))
            elif is_watched(present):
                raise ConflictError(
                    f"connection {connection!r} watches a folder, which would take back what is imported beside it",
                    code="connection_watched",
                    hint="put the files into that folder, or give --connection a name that is not in use",
                )
            elif present.connector != FILES:
                raise ConflictError(
                    f"connection {connection!r} reads its records from {present.connector}",
                    code="connection_live",
                    hint="leave --connection out, or give a name that is not in use",
                )
