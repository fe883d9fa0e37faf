"""Pages that listen and do nothing, in a process of their own: prints when each of the events they wait for came.

A line per step on the standard output; the spec and the word to end come on the standard input.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from typing import Any

from websockets.asyncio.client import ClientConnection, connect


async def main() -> None:
    """Open the pages, say so, listen with the first of them, end when told."""
    _allow_many_files()
    spec = json.loads(sys.stdin.readline())
    gate = asyncio.Semaphore(50)
    pages = await asyncio.gather(*(_page(spec, n, gate) for n in range(spec["pages"])))
    print(json.dumps({"open": len(pages)}), flush=True)
    came = asyncio.create_task(_listen(pages[0], spec["events"]))
    await asyncio.to_thread(sys.stdin.readline)
    print(json.dumps({"came": await asyncio.wait_for(came, 30)}), flush=True)
    await asyncio.gather(*(page.close() for page in pages))


async def _page(spec: dict[str, Any], number: int, gate: asyncio.Semaphore) -> ClientConnection:
    async with gate:
        page = await connect(spec["url"], compression=None, ping_interval=None, open_timeout=60)
        key = spec["keys"][number % len(spec["keys"])]
        # One listens for what is told; the others look at deals where nothing happens.
        topic = "job" if number == 0 else f"insight/deal_coach/deal/quiet-{number}"
        await page.send(json.dumps({"type": "auth", "bearer": key}))
        await page.recv()
        await page.send(json.dumps({"type": "subscribe", "topics": [topic]}))
        await page.ping()
    return page


async def _listen(page: ClientConnection, events: int) -> dict[str, float]:
    came: dict[str, float] = {}
    while len(came) < events:
        message = json.loads(await page.recv())
        if message["type"] == "event":
            came[message["data"]["job"]] = time.time()
        elif message["type"] == "ping":
            await page.send('{"type":"pong"}')
    return came


def _allow_many_files() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))


if __name__ == "__main__":
    asyncio.run(main())
