"""Pictures of whole pages: the demo's world, used for a while, and an admin who looks at it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_ai_plugin.cli.accounts import setup_link
from crm_ai_plugin.cli.demo.stage import Stage, set_up
from crm_ai_plugin.cli.demo.story import Story
from crm_ai_plugin.settings import Settings
from tests.e2e import gallery
from tests.integration.web.web_server import NO_TOURS

LOGIN = "ada@acme.example"
PASSPHRASE = "correct horse battery staple"
OBJECTION = "Your price is too high, and the other vendor gives us the first year for free."
CLAIM = "Customer data is kept in the EU."
ADVISED = 12
"""Deals that get a chance and advice, so that the list has something to show."""
TALLEST = 2_400


@dataclass
class World:
    """A running demo."""

    url: str
    connection: str
    deal_id: str


@contextmanager
def running(browser: Any) -> Iterator[World]:
    """Play the demo and use it as people would; yield what is needed to look at it."""
    with tempfile.TemporaryDirectory() as folder:
        base = Settings.load(env_file=None, home=Path(folder))
        with set_up(base, "127.0.0.1", 0, "hubspot") as stage:
            Story(stage, lambda _: None).run()
            yield used(browser, stage)


def used(browser: Any, stage: Stage) -> World:
    """Sign the first admin in and leave traces: advice, an objection, a rule, a key."""
    context = browser.new_context(locale="en-US")
    context.add_init_script(NO_TOURS)
    page = context.new_page()
    page.goto(setup_link(stage.services))
    page.get_by_label("Your name").fill("Ada Byron")
    sign_in(page, "Make the admin")
    leave_traces(page)
    context.close()
    url = stage.services.settings.public_url
    return World(url, stage.connection, stage.sandbox.showcase_deal_id)


def sign_in(page: Any, button: str = "Sign in") -> None:
    """Fill in the form that is shown."""
    page.get_by_label("Sign-in name").fill(LOGIN)
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name=button).click()
    page.get_by_role("navigation").first.wait_for()


def leave_traces(page: Any) -> None:
    """Do what a team does in its first week, as whoever is signed in."""
    for deal in call(page, "GET", f"/api/ai/deals?limit={ADVISED}&outcome=open")["items"]:
        call(page, "POST", f"/api/ai/deal-coach/{deal['id']}?connection={deal['connection']}&wait=20")
    call(page, "POST", "/api/ai/objection-handler", {"text": OBJECTION, "tones": []})
    rule = {"name": "Chance drops", "pattern": "score_drop", "options": {}, "deliver": ["task"]}
    patterns = call(page, "GET", "/api/ai/win-loss-analysis/alerts/patterns")["items"]
    call(page, "POST", "/api/ai/win-loss-analysis/alerts", {**rule, "pattern": patterns[0]["key"]})
    call(page, "POST", "/api/keys", {"label": "Nightly report", "role": "rep"})
    library = "/api/ai/objection-handler/library"
    claim = {"kind": "claim", "language": "en", "text": CLAIM, "topics": ["security_legal"]}
    call(
        page,
        "POST",
        library,
        {"id": "data-in-eu", "by": "Kim", "content": claim, "note": "As of the new region"},
    )
    call(page, "POST", f"{library}/data-in-eu/submit", {"by": "Kim"})


def call(page: Any, method: str, path: str, body: object = None) -> Any:
    """Call the API as the page does and return what it answers."""
    return page.evaluate(
        """async ([method, path, body]) => {
            const {csrf} = await (await fetch("/api/session")).json();
            const headers = {"Content-Type": "application/json", "X-CSRF-Token": csrf};
            const answer = await fetch(path, {method, headers, ...(method === "GET" ? {} : {body: JSON.stringify(body ?? {})})});
            if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
            return await answer.json();
        }""",
        [method, path, body],
    )


def addresses(world: World, page: Any) -> dict[str, str]:
    """Return what is photographed, by the picture's name."""
    of = f"?connection={world.connection}"
    deal = f"/app/deals/{world.deal_id}"
    committee = call(page, "GET", f"/api/ai/deals/{world.deal_id}/committee{of}")
    people = [one["contact"] for one in committee["payload"]["members"]]
    lost = call(page, "GET", "/api/ai/deals?limit=1&outcome=lost")["items"][0]["id"]
    objection = call(page, "GET", "/api/ai/objection-handler?limit=1")["items"][0]["id"]
    return {
        "deals": "/app/deals",
        "deal": deal + of,
        "committee": f"{deal}/committee{of}",
        "people": "/app/people",
        "person": f"/app/people/{people[0]}{of}",
        "comparison": f"/app/people/compare{of}&ids={people[0]},{people[1]}",
        "objections": f"/app/objections?id={objection}",
        "win-loss": "/app/win-loss",
        "lost-deal": f"/app/win-loss/deals/{lost}{of}",
        "alerts": "/app/win-loss/alerts",
        "results": "/app/results",
        "connections": "/app/connections",
        "connection": f"/app/connections/{world.connection}",
        "connecting": "/app/connect",
        "approvals": "/app/approvals",
        "keys": "/app/keys",
    }


def look_at(world: World, browser: Any, names: frozenset[str] = frozenset()) -> None:
    """Write the pictures of the pages of these names, of all where there are none."""
    for width, scheme in gallery.LOOKS:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            locale="en-US",
        )
        context.add_init_script(NO_TOURS)
        page = context.new_page()
        page.goto(world.url + "/app")
        if not names or "sign-in" in names:
            page.get_by_label("Passphrase").wait_for()
            gallery.keep(page, f"page-sign-in-{width}-{scheme}", TALLEST)
        # Anew each time: a session's cookie that another browser goes on with is soon worth nothing.
        sign_in(page)
        for name, path in addresses(world, page).items():
            if names and name not in names:
                continue
            page.goto(world.url + path)
            page.locator("main h1, main h2").first.wait_for()
            page.wait_for_load_state("networkidle")
            page.locator("[aria-busy=true]").first.wait_for(state="detached")
            gallery.keep(page, f"page-{name}-{width}-{scheme}", TALLEST)
        context.close()


def take_pictures(browser: Any) -> None:
    """Play the world and photograph it."""
    with running(browser) as world:
        look_at(world, browser)
