"""A process of its own that uses a connection; started by tests.

Waits for a line on standard input, so that two begin together, makes one call, and says how it went. With
``die`` it ends itself as by a power cut once the new token has come and before it is stored.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from crm_ai_plugin.errors import CrmAiError
from crm_ai_plugin.runtime.connections import StoredSecrets
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings


class Mortal(StoredSecrets):
    """Dies instead of storing."""

    def save(self, secrets: Mapping[str, Any]) -> None:
        os._exit(9)


def main(workspace: str, connection: str, die: str) -> None:
    services = Services(Settings.load(env_file=None))
    row = services.connections.row(workspace, connection)
    if die == "die":
        stored = services.connections.secrets(workspace, connection)
        mortal = Mortal(stored.store, stored.vault, stored.redis, workspace, connection)
        factory = services.registry.connector(row.connector)
        connector = factory.create(services.connections.context(row, mortal))
        print("ready", flush=True)
        sys.stdin.readline()
        connector.check()
        return
    with services.connections.open(workspace, connection) as connector:
        print("ready", flush=True)
        sys.stdin.readline()
        try:
            connector.check()
        except CrmAiError as error:
            print(error.code, flush=True)
        else:
            print("ok", flush=True)
    services.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
