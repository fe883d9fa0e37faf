"""Serves a pretended model: ``python -m crm_ai_plugin.testing.language_model [--port N] [--obey MODE]``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from crm_ai_plugin.testing.language_model.adversary import MODES, adversary
from crm_ai_plugin.testing.language_model.filling import filled_answer
from crm_ai_plugin.testing.language_model.server import ModelServer


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop; prints the base URL."""
    parser = argparse.ArgumentParser(prog="python -m crm_ai_plugin.testing.language_model")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; a free one if left out")
    parser.add_argument("--obey", choices=MODES, help="obey instructions in mails, in this way")
    given = parser.parse_args(arguments)
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    with ModelServer(adversary(given.obey) if given.obey else filled_answer, port=given.port) as server:
        print(server.url, flush=True)
        over.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
