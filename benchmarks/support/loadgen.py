"""Sends requests over keep-alive connections and prints how long each took; runs as its own process."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import sys
import threading
import time
from urllib.parse import urlsplit


def main() -> None:
    """Read a spec from stdin, send, print the result."""
    spec = json.load(sys.stdin)
    parts = urlsplit(spec["url"])
    bodies = [b.encode() for b in spec["bodies"]]
    latencies: list[float] = []
    failures = 0
    lock = threading.Lock()
    position = iter(bodies)
    barrier = threading.Barrier(spec["senders"] + 1)

    def sender() -> None:
        nonlocal failures
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        connection.connect()
        barrier.wait()
        while True:
            with lock:
                body = next(position, None)
            if body is None:
                return
            headers = {"Content-Type": "application/json"}
            if spec["secret"]:
                headers |= signed(spec["secret"], spec["url"], body)
            start = time.perf_counter()
            connection.request("POST", parts.path, body, headers)
            answer = connection.getresponse()
            answer.read()
            took = time.perf_counter() - start
            with lock:
                latencies.append(took)
                failures += answer.status >= 300

    threads = [threading.Thread(target=sender) for _ in range(spec["senders"])]
    for thread in threads:
        thread.start()
    barrier.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    json.dump(
        {"latencies": latencies, "elapsed": time.perf_counter() - start, "failures": failures}, sys.stdout
    )


def signed(secret: str, url: str, body: bytes) -> dict[str, str]:
    """Return the headers of a delivery that HubSpot has signed just now."""
    stamp = str(int(time.time() * 1000))
    digest = hmac.new(
        secret.encode(), b"POST" + url.encode() + body + stamp.encode(), hashlib.sha256
    ).digest()
    return {"X-HubSpot-Signature-v3": base64.b64encode(digest).decode(), "X-HubSpot-Request-Timestamp": stamp}


if __name__ == "__main__":
    main()
