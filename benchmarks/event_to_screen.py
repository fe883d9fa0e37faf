"""From a signed event of the CRM until the card in an open page shows the new advice, with 50 ms for each call of the CRM.

The other side is the least that a script would need: it reads the same records one after another, writes a fixed note, and
puts a text into the same browser's page at once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import requests

from .event_to_note import MAIL, event_of
from .support import servers
from .support.browser import browser, until
from .support.errors import BenchmarkError
from .support.loadgen import signed
from .support.measure import quantile
from .support.product import Product, product, sandbox

PATIENCE_MS = 60_000
READY = 'article[data-state="ready"]'
WATCH = """
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({data}) => { window.ready ||= JSON.parse(data).type === "ready"; });
  }
};
window.said = () => {
  const card = document.querySelector('article[data-state="ready"], article[data-state="stale"]');
  return card ? [...card.children].slice(2).map((part) => part.textContent).join("|") : "";
};
window.waitForOther = () => {
  const before = window.said();
  window.changedAt = undefined;
  new MutationObserver((_, watcher) => {
    const now = window.said();
    if (now === "" || now === before) return;
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.changedAt = Date.now(); }));
  }).observe(document, {subtree: true, childList: true, characterData: true});
};
"""
SHOW = """(text) => new Promise((done) => {
  document.body.textContent = text;
  requestAnimationFrame(() => setTimeout(() => done(Date.now())));
})"""


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    events: int
    deals: int
    latency_ms: int


FULL = Size(events=15, deals=80, latency_ms=50)
TINY = Size(events=1, deals=20, latency_ms=1)


def run(size: Size) -> None:
    """Measure and print."""
    with (
        servers.home() as folder,
        sandbox(size.deals, size.latency_ms) as crm,
        product(folder, crm) as ours,
        browser() as chromium,
    ):
        env = {**servers.child_env(ours.settings), "CRM_BASE": crm.url, "CRM_TOKEN": crm.access_token}
        naive = servers.address()
        servers.other(ours.supervisor, "naive", "benchmarks.support.naive_note:application()", naive, env)
        deals = [d.id for d in crm.world.deals if d.outcome == "open"][: size.events + 1]
        if len(deals) < size.events + 1:
            raise BenchmarkError(f"the world has only {len(deals)} open deals: ask for more")
        with ours.services.store.system() as system:
            key = {"Authorization": f"Bearer {system.api_keys.create(servers.WORKSPACE, 'bench')}"}
        context = chromium.new_context()
        page, blank = context.new_page(), context.new_page()
        page.add_init_script(WATCH)
        blank.goto("about:blank")
        seconds, floor = [], []
        # The first event of a process pays for its connections and imports; a product that runs has them.
        for number, deal in enumerate(deals):
            _open(page, ours, key, deal)
            crm.add_email(deal, subject="Re: next steps", text=MAIL)
            taken = _shown(page, ours, deal), _floor(blank, naive.url, deal)
            if number:
                seconds.append(taken[0])
                floor.append(taken[1])
        context.close()
    print(f"{f'{size.events} events on as many open cards':44}{'ours':>10}{'script':>10}  target")
    for q, target in ((0.1, ""), (0.5, "ours < 3 s"), (0.9, "")):
        what = f"event to changed card, s, p{q * 100:.0f}"
        print(f"{what:44}{quantile(seconds, q):10.2f}{quantile(floor, q):10.2f}  {target}".rstrip())


def _open(page: Any, ours: Product, key: dict[str, str], deal: str) -> None:  # noqa: ANN401  # playwright's
    ours.services.refreshing.now(servers.WORKSPACE, servers.CONNECTION, deal, write_back=True)
    asked = {
        "kind": "deal_coach", "record_type": "deal", "record_id": deal, "connection": servers.CONNECTION,
    }  # fmt: skip
    token = requests.post(f"{ours.address.url}/api/embed/tokens", json=asked, headers=key, timeout=30)
    token.raise_for_status()
    page.goto(token.json()["url"])
    page.wait_for_selector(READY, timeout=PATIENCE_MS)
    # It listens once the server has said where events begin; what happens before that it would fetch anew.
    until(page, "window.ready === true", PATIENCE_MS)
    page.evaluate("window.waitForOther()")


def _shown(page: Any, ours: Product, deal: str) -> float:  # noqa: ANN401  # playwright's
    body = event_of(deal)
    url = f"{ours.address.url}/webhooks/hubspot"
    start = time.time()
    requests.post(url, body, headers=signed(servers.SECRET, url, body), timeout=30).raise_for_status()
    until(page, "window.changedAt !== undefined", PATIENCE_MS)
    return float(page.evaluate("window.changedAt")) / 1000 - start


def _floor(blank: Any, url: str, deal: str) -> float:  # noqa: ANN401  # playwright's
    start = time.time()
    headers = {"Content-Type": "application/json"}
    requests.post(f"{url}/webhooks/hubspot", event_of(deal), headers=headers, timeout=60).raise_for_status()
    return float(blank.evaluate(SHOW, f"deal {deal} changed")) / 1000 - start
