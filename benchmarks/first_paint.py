"""A card in a frame of a CRM: how soon something and how soon the card is painted, and what has to be loaded for it.

Cold cache, a processor slowed down four times by the browser. The other side is a plain page of the same server without
any script: the same card as the server renders it for hosts without one.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from crm_ai_plugin.runtime.processes import embedded
from crm_ai_plugin.runtime.processes.supervisor import Supervisor

from .live_updates import CRM, DEAL, filled
from .support import servers
from .support.browser import browser, until
from .support.measure import quantile

SLOWER = 4
PATIENCE_MS = 60_000
WATCH = """
new MutationObserver((_, watcher) => {
  if (!document.querySelector('article[data-state="ready"]')) return;
  watcher.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.cardAt = performance.now(); }));
}).observe(document, {subtree: true, childList: true, attributes: true});
"""
PAINTED = "performance.getEntriesByName('first-paint')[0]?.startTime"
"""The room of the card, which stands in the page; the card itself is measured beside it."""


@dataclass(frozen=True)
class Size:
    """How many cold loads of each side."""

    loads: int


FULL = Size(loads=15)
TINY = Size(loads=1)


@dataclass(frozen=True)
class Load:
    """Milliseconds from the address to the paint, and bytes."""

    first: float
    card: float
    bytes: int


def run(size: Size) -> None:
    """Measure and print."""
    with servers.home() as folder, Supervisor(folder / "logs") as supervisor, browser() as chromium:
        where = servers.address()
        settings = embedded.start_redis(supervisor, servers.settings_in(folder, where.port))
        services = servers.prepare(settings)
        key = {"Authorization": f"Bearer {filled(services, keys=1)[0]}"}
        servers.ours(supervisor, settings, where)
        asked = {"kind": "deal_coach", "record_type": "deal", "record_id": DEAL, "connection": CRM}
        rendered = requests.get(
            f"{where.url}/api/cards/deal_coach/deal/{DEAL}?format=web", headers=key, timeout=30
        )
        rendered.raise_for_status()
        ours, plain = [], []
        # The first load of each side pays for what the server loads once.
        for number in range(size.loads + 1):
            token = requests.post(f"{where.url}/api/embed/tokens", json=asked, headers=key, timeout=30)
            token.raise_for_status()
            taken = _ours(chromium, token.json()["url"]), _plain(chromium, where.url, rendered.text)
            if number:
                ours.append(taken[0])
                plain.append(taken[1])
        services.close()
    print(
        f"{f'{size.loads} cold loads, processor {SLOWER} times slower':44}{'ours':>12}{'plain':>12}  target"
    )
    for q in (0.5, 0.95):
        target = "< 1 s" if q == 0.5 else ""
        _line(f"first paint, p{q * 100:.0f}", [o.first for o in ours], [p.first for p in plain], q, target)
    for q in (0.5, 0.95):
        _line(f"card painted, p{q * 100:.0f}", [o.card for o in ours], [p.card for p in plain], q, "")
    loaded = max(o.bytes for o in ours) / 1000
    print(f"{'scripts and styles loaded, gzipped':44}{loaded:>9.1f} kB{'none':>12}  <= 120 kB")


def _line(what: str, ours: list[float], plain: list[float], q: float, target: str) -> None:
    left, right = quantile(ours, q), quantile(plain, q)
    print(f"{what:44}{left:>9.0f} ms{right:>9.0f} ms  {target}".rstrip())


def _ours(chromium: Any, url: str) -> Load:  # noqa: ANN401  # playwright's
    context = chromium.new_context(viewport={"width": 480, "height": 720})
    page = context.new_page()
    # Counted as gzip, whatever the server sent: it prefers Brotli, which is smaller.
    bodies: dict[str, int] = {}

    def weigh(answer: Any) -> None:  # noqa: ANN401  # playwright's
        if urlsplit(answer.url).path.endswith((".js", ".css")):
            bodies[answer.url] = len(gzip.compress(answer.body(), 9))

    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # it marks what it is given
    _slow(context, page)
    page.add_init_script(WATCH)
    page.goto(url)
    # The browser writes down a paint a moment after it.
    until(page, f"window.cardAt !== undefined && {PAINTED} !== undefined", PATIENCE_MS)
    first, card = page.evaluate(PAINTED), page.evaluate("window.cardAt")
    for answer in answers:
        weigh(answer)
    context.close()
    return Load(first, card, sum(bodies.values()))


def _plain(chromium: Any, url: str, html: str) -> Load:  # noqa: ANN401  # playwright's
    context = chromium.new_context(viewport={"width": 480, "height": 720})
    page = context.new_page()
    page.route(f"{url}/plain", lambda route: route.fulfill(body=html, content_type="text/html"))
    _slow(context, page)
    page.goto(f"{url}/plain")
    until(page, f"{PAINTED} !== undefined", PATIENCE_MS)
    first = page.evaluate(PAINTED)
    context.close()
    return Load(first, first, 0)


def _slow(context: Any, page: Any) -> None:  # noqa: ANN401  # playwright's
    cdp = context.new_cdp_session(page)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
