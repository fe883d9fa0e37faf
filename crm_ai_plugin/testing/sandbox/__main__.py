"""``python -m crm_ai_plugin.testing.sandbox``: the sandbox CRM as a process."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from datetime import UTC, datetime
from types import FrameType

from crm_ai_plugin.testing.sandbox import playing


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; the first line on stdout is JSON with address and credentials."""
    parser = argparse.ArgumentParser(prog="python -m crm_ai_plugin.testing.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8899, help="0 takes a free port")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--deals", type=int, default=300)
    parser.add_argument(
        "--now", type=datetime.fromisoformat, help="the world's present, ISO 8601 (UTC if naive)"
    )
    parser.add_argument("--latency-ms", type=int, default=0)
    parser.add_argument("--webhook-target", default="")
    parser.add_argument("--client-secret", default="sandbox-client-secret")
    parser.add_argument("--crm", choices=playing.names(), default="hubspot")
    options = parser.parse_args(arguments)
    now = options.now
    if now is not None and now.tzinfo is None:
        now = now.replace(tzinfo=UTC)
    try:
        server = playing.load(options.crm)(
            seed=options.seed,
            deals=options.deals,
            now=now,
            host=options.host,
            port=options.port,
            latency_ms=options.latency_ms,
            webhook_target=options.webhook_target,
            client_secret=options.client_secret,
        )
    except OSError as problem:
        print(f"cannot listen on {options.host}:{options.port}: {problem}", file=sys.stderr)
        return 2

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    with server:
        ready = {
            "url": server.url,
            "pages": server.pages_url,
            **server.credentials(),
            **server.state(),
        }
        print(json.dumps(ready), flush=True)
        try:
            server.wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
