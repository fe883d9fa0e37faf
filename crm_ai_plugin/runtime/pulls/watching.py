"""Makes a connection of a folder of files that is kept in step from then on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...errors import ConflictError, UserInputError
from ...store import ConnectionRow, Store
from ..bundles import open_tables
from ..connections import FILES, Connections
from .syncing import Syncing


@dataclass(frozen=True)
class Watching:
    """Connects folders."""

    store: Store
    connections: Connections
    syncing: Syncing

    def run(
        self, workspace: str, folder: Path, *, mapping: str | None = None, connection: str = FILES
    ) -> dict[str, int]:
        """Watch a folder, and read it for the first time; returns records seen by kind.

        Raises:
            UserInputError: it is no folder that holds a bundle.
            ConflictError: the connection is a CRM's.
            RetryableError: somebody is writing into it just now; it is watched all the same.
        """
        whole = folder.resolve()
        if not whole.is_dir():
            raise UserInputError(f"{folder} is no folder: only a folder can be watched", code="not_a_folder")
        mapping_path = _absolute(mapping)
        open_tables(whole, mapping_path)
        with self.store.system() as system:
            system.workspaces.ensure(workspace, workspace)
            there = next((row for row in system.connections.list(workspace) if row.key == connection), None)
            if there is not None and there.connector != FILES:
                raise ConflictError(
                    f"connection {connection!r} reads its records from {there.connector}",
                    code="connection_live",
                    hint="leave --connection out, or give a name that is not in use",
                )
            config = {"folder": str(whole), "mapping": mapping_path}
            system.connections.put(ConnectionRow(workspace, connection, FILES, connection, config))
        return self.syncing.run(workspace, connection)


def _absolute(mapping: str | None) -> str | None:
    """The workers run elsewhere: a file is named as a whole, one that ships by its name."""
    if mapping is None or not Path(mapping).is_file():
        return mapping
    return str(Path(mapping).resolve())
