"""A CRM full of attacks, synced and understood, and then everything that shows it opened in a browser: nothing runs."""

from __future__ import annotations

import csv
import io
import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from markdown_it import MarkdownIt
from werkzeug.serving import make_server

from crm_ai_plugin.cli.demo.connecting import connect, installed
from crm_ai_plugin.records.base import Record
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.testing.sandbox import playing
from crm_ai_plugin.web import create_app
from crm_ai_plugin.web.state import EXTENSION
from tests.e2e.browsing import NEEDS, PATIENT, chromium
from tests.e2e.flows.hostile_crm import (
    ACTIVE,
    CLICKED,
    LOOSE,
    PAYLOADS,
    Tripwire,
    links,
    planted,
    text_properties,
)
from tests.e2e.gallery import WEB
from tests.fixtures.planted_secrets import PLANTED
from tests.integration.web.live_world import Quiet

Error = pytest.importorskip("playwright.sync_api").Error
pytestmark = [*NEEDS, PATIENT]
W, C = "acme", "crm-1"
FEATURES = WEB / "src" / "features"
SHELL = {"": "/app"}

NOT_CARRIED = {
    # Ids of rows and codes, which no person writes.
    "Activity.owner_id", "Activity.deal_id", "Activity.thread_id",
    "Deal.company_id", "Deal.owner_id", "Deal.pipeline", "Deal.stage", "Deal.currency",
    "Contact.company_id", "DealContact.role",
    "StageChange.from_stage", "StageChange.to_stage",
    "FieldChange.field",
    # HubSpot tells of the changes of dates and amounts only.
    "FieldChange.old", "FieldChange.new",
}  # fmt: skip
"""Texts of canonical records in which HubSpot brings nothing a person wrote."""


class Attacked:
    """The product beside the CRM, with what it found out."""

    def __init__(self, services: Services, app: Flask, url: str) -> None:
        self.services, self.url = services, url
        with services.store.system() as system:
            self.key = system.api_keys.create(W, "test")
        self.client = app.test_client()
        self.ids: dict[str, str] = {}

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """What the API answers to the workspace's key."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = self.client.open(path, method=method, json=body or None, headers=headers)
        assert answer.status_code < 300, (path, answer.text[:500])
        return answer

    def understand(self, sandbox: Any) -> None:
        """Have all four features look at it."""
        services = self.services
        services.syncing.run(W, C)
        services.win_loss.prepare(W)
        services.learning.run_all(W)
        others: list[str] = []
        for deal in sandbox.open_deals()[:4]:
            services.refreshing.now(W, C, deal, write_back=True)
            with services.store.workspace(W) as session:
                snapshot = session.records.snapshot(C, deal, services.clock())
            if len(snapshot.contacts) > len(others):
                others = [one.id for one in snapshot.contacts[:3]]
                self.ids = {"dealId": deal, "contactId": others[0]}
        services.personas.get(W, self.ids["contactId"], C)
        for one in others:
            services.personas.get(W, one, C)
        self.ids["people"] = ",".join(others)
        closed = self.ask("GET", "/api/ai/deals?outcome=lost&limit=1").get_json()["items"][0]
        self.ids["lost"] = closed["id"]
        self.ask("POST", "/api/ai/win-loss-analysis", deal_id=closed["id"])
        cohort = self.ask("POST", "/api/ai/win-loss-analysis", cohort={}).get_json()
        self.ids["cohort"] = cohort["subject"]["id"]
        said = {"text": f"Your price is too high {ACTIVE[2]}", "deal_id": self.ids["dealId"], "connection": C}
        self.ids["objection"] = self.ask("POST", "/api/ai/objection-handler", **said).get_json()["subject"][
            "id"
        ]

        self.ids["erasure"] = self.forget_somebody_else()

    def forget_somebody_else(self) -> str:
        """Forget a person whom no page here shows; return the receipt's id."""
        people = self.ask("GET", "/api/ai/contacts?limit=100").get_json()["items"]
        shown = {self.ids["contactId"], *self.ids["people"].split(",")}
        other = next(one["id"] for one in people if one["id"] not in shown)
        return str(self.ask("POST", "/api/privacy/erasures", contact_id=other, connection=C).get_json()["id"])

    def cards(self) -> Mapping[str, tuple[str, str, str]]:
        """Return (kind, type, id) of a card of every kind."""
        ids = self.ids
        return {
            "coach": ("deal_coach", "deal", ids["dealId"]),
            "persona": ("persona", "contact", ids["contactId"]),
            "committee": ("committee", "deal", ids["dealId"]),
            "objection": ("objection", "objection", ids["objection"]),
            "win-loss of a deal": ("win_loss", "deal", ids["lost"]),
            "win-loss": ("win_loss", "cohort", ids["cohort"]),
        }


@pytest.fixture(scope="module")
def attacked(
    tmp_path_factory: pytest.TempPathFactory, _migrated_sqlite: Path, redis_server: str
) -> Iterator[Attacked]:
    home = tmp_path_factory.mktemp("attacked")
    file = home / "store.db"
    file.write_bytes(_migrated_sqlite.read_bytes())
    secret = PLANTED["client secret"]
    with playing.load("hubspot")(seed=7, deals=30, client_secret=secret) as sandbox, planted(sandbox):
        settings = Settings.load(
            env_file=None,
            home=home,
            database_url=f"sqlite:///{file}",
            redis_url=redis_server,
            workspace=W,
            allow_insecure=True,
            secret_key=PLANTED["secret key"],
        )
        services = Services(installed(settings, sandbox.wiring()))
        connect(services, W, C, sandbox.wiring())
        app = create_app(services)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        url = f"http://127.0.0.1:{server.port}"
        services.settings = services.settings.model_copy(update={"public_url": url})
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        made = Attacked(services, app, url)
        try:
            made.understand(sandbox)
            yield made
        finally:
            app.extensions[EXTENSION].live.close()
            server.shutdown()
            thread.join()
            server.server_close()
            services.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def wire(attacked: Attacked, browser: Any) -> Iterator[tuple[Any, Tripwire]]:
    """A page on which every attack that succeeds is noticed; it is signed in with the workspace's key."""
    context = browser.new_context(locale="en-US", reduced_motion="reduce")
    tripwire = Tripwire(attacked.url)
    tripwire.watch(context)
    page = context.new_page()
    yield page, tripwire
    context.close()


def is_text(annotation: Any) -> bool:
    return annotation in (str, str | None, tuple[str, ...])


def test_every_text_of_every_record_is_an_attack(attacked: Attacked) -> None:
    """A field that is added to a record, or to the CRM, is planted too, or this says so."""
    wanted, found = set(), set()
    for model in Record.__subclasses__():
        for name, about in model.model_fields.items():
            if is_text(about.annotation) and name not in ("id", "deal_id", "contact_id", "contact_ids"):
                wanted.add(f"{model.__name__}.{name}")
    with attacked.services.store.workspace(W) as session:
        for snapshot in session.records.snapshots(C):
            parts = [value if isinstance(value, tuple) else (value,) for _, value in snapshot]
            for record in (one for part in parts for one in part if isinstance(one, Record)):
                for name, value in record:
                    if re.search(r"trip|canary|calc|gnp", repr(value)):
                        found.add(f"{type(record).__name__}.{name}")
    assert wanted - found == NOT_CARRIED & wanted
    assert {kind for kind, names in text_properties().items() if names} >= {
        "deals",
        "contacts",
        "companies",
        "notes",
    }


@pytest.mark.parametrize("attack", ACTIVE)
def test_a_page_that_can_be_attacked_is_noticed(browser: Any, attack: str) -> None:
    """Without this, silence would prove nothing."""
    context = browser.new_context()
    tripwire = Tripwire("http://own.invalid")
    tripwire.watch(context)
    page = context.new_page()
    document = f"<!doctype html><title>x</title><p>{attack}</p><script src=data:,></script>"
    context.route(
        "http://own.invalid/**", lambda route: route.fulfill(body=document, content_type="text/html")
    )
    context.route("http://canary.invalid/**", lambda route: route.fulfill(body=""))
    page.goto("http://own.invalid/", wait_until="domcontentloaded")
    noticed = standing(page) + tripwire.take()
    context.close()
    assert noticed, attack


@pytest.mark.parametrize(
    "attack", [one for one in CLICKED if one.startswith(("javascript", "data", "vbscript"))]
)
def test_a_link_that_runs_is_noticed(browser: Any, attack: str) -> None:
    page = browser.new_page()
    page.set_content(f'<a href="{attack}">x</a>')
    assert page.evaluate(LOOSE)
    page.close()


def standing(page: Any) -> list[str]:
    """Return what stands in a page that no page of ours has; one that leads away by itself has something."""
    try:
        return list(page.evaluate(LOOSE))
    except Error:
        return ["it led away"]


def routes() -> list[str]:
    """Every page of the workspace, as its features declare them."""
    found = {
        path
        for index in FEATURES.glob("*/index.ts")
        for path in re.findall(r'\{ path: "([^"]+)"', index.read_text(encoding="utf-8"))
    }
    assert len(found) > 10
    return sorted(found)


def filled(route: str, ids: Mapping[str, str]) -> list[str]:
    """Return the addresses of a page, one for each thing that it can show."""
    known = {
        ":dealId": ids["dealId"],
        ":contactId": ids["contactId"],
        ":connection": C,
        ":erasureId": ids["erasure"],
    }
    if route.startswith("win-loss/deals"):
        known[":dealId"] = ids["lost"]
    parts = [known.get(part, part) for part in route.split("/")]
    assert not any(part.startswith(":") for part in parts), f"say what stands for the parts of {route}"
    address = "/app/" + "/".join(parts)
    return [f"{address}?ids={ids['people']}" if route == "people/compare" else address]


def look(page: Any, tripwire: Tripwire, address: str, wrong: dict[str, list[str]]) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    for closed in page.locator("details:not([open]) > summary, [aria-expanded=false]").all()[:12]:
        if closed.is_visible():
            closed.click(timeout=2_000, trial=False, force=True)
    page.wait_for_load_state("networkidle")
    noticed = standing(page) + tripwire.take()
    if noticed:
        wrong[page.url.partition("?t=")[0]] = noticed[:5]


def test_every_page_of_the_workspace_shows_it_and_runs_nothing(attacked: Attacked, wire: Any) -> None:
    page, tripwire = wire
    page.goto(attacked.url + "/app")
    page.evaluate("key => sessionStorage.setItem('crm-ai:key', key)", attacked.key)
    addresses = [one for route in routes() if "cards/" not in route for one in filled(route, attacked.ids)]
    addresses += [f"/app/cards/{'/'.join(card)}" for card in attacked.cards().values()]
    wrong: dict[str, list[str]] = {}
    shown = 0
    for address in addresses:
        look(page, tripwire, attacked.url + address, wrong)
        shown += bool(re.search(r"trip\(\)|canary\.invalid", page.locator("body").inner_text()))
    assert wrong == {}
    assert shown > 5, "the attacks were seen as the words they are"


def test_every_frame_card_page_link_and_report_runs_nothing(
    attacked: Attacked, wire: Any, tmp_path: Path
) -> None:
    page, tripwire = wire
    wrong: dict[str, list[str]] = {}
    for kind, record_type, record_id in attacked.cards().values():
        at = f"/api/cards/{kind}/{record_type}/{record_id}"
        frame = {"kind": kind, "record_type": record_type, "record_id": record_id, "connection": C}
        if record_type in ("deal", "contact"):
            look(page, tripwire, attacked.ask("POST", "/api/embed/tokens", **frame).get_json()["url"], wrong)
        look(page, tripwire, attacked.ask("POST", f"{at}/link", by="o1").get_json()["url"], wrong)
        look(page, tripwire, attacked.ask("POST", f"{at}/share", days=1).get_json()["url"], wrong)
        page.goto("about:blank")
        file = tmp_path / f"{kind}-{record_type}.html"
        file.write_text(attacked.ask("GET", f"{at}?format=html").text, encoding="utf-8")
        look(page, tripwire, file.as_uri(), wrong)
    for kind, query in reports(attacked.ids).items():
        file = tmp_path / f"report-{kind}.html"
        text = attacked.ask("GET", f"/api/ai/reports/{kind}?format=html&{query}").text
        file.write_text(text, encoding="utf-8")
        look(page, tripwire, file.as_uri(), wrong)
    assert wrong == {}


def reports(ids: Mapping[str, str]) -> dict[str, str]:
    """Query by kind of report."""
    return {
        "coach": f"deal={ids['dealId']}",
        "committee": f"deal={ids['dealId']}",
        "persona": f"contact={ids['contactId']}",
        "comparison": f"ids={ids['people']}",
        "win-loss": "",
        "pipeline": "",
        "calibration": "",
        "effectiveness": "",
    }


def test_every_kind_of_report_is_looked_at(attacked: Attacked) -> None:
    kinds = {one["key"] for one in attacked.ask("GET", "/api/ai/reports").get_json()["items"]}
    assert kinds == reports(attacked.ids).keys()


def test_no_cell_of_a_spreadsheet_is_a_formula(attacked: Attacked) -> None:
    texts = [
        attacked.ask("GET", f"/api/ai/reports/{k}?format=csv&{q}").text
        for k, q in reports(attacked.ids).items()
    ]
    texts.append(attacked.ask("GET", "/api/ai/objection-handler/export?format=csv").text)
    texts.append(attacked.ask("GET", f"/api/ai/persona/{attacked.ids['contactId']}/versions?format=csv").text)
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("trip" in cell for cell in cells)
    for cell in cells:
        assert not re.match(r"[\s\ufeff]*[=@\t\r]|[\s\ufeff]*[+-](?![\d.,]+%?$)", cell), cell


def test_markdown_and_text_hold_no_markup_and_no_link_of_theirs(attacked: Attacked) -> None:
    seen = 0
    for kind, record_type, record_id in attacked.cards().values():
        at = f"/api/cards/{kind}/{record_type}/{record_id}"
        text = attacked.ask("GET", f"{at}?format=markdown").text
        seen += "trip" in text
        tokens = MarkdownIt("commonmark", {"html": True, "linkify": False}).parse(text)
        flat = [token for one in tokens for token in (one, *(one.children or ()))]
        assert not {one.type for one in flat} & {"html_block", "html_inline", "image"}, at
        assert all(one.startswith(attacked_crm(attacked)) for one in links(tokens)), at
        for form in ("text", "adaptive_card"):
            said = attacked.ask("GET", f"{at}?format={form}").text
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", said), (at, form)
    assert seen > 2
    assert PAYLOADS


def attacked_crm(attacked: Attacked) -> tuple[str, ...]:
    """Where links may lead: to the CRM, and to us."""
    with attacked.services.store.system() as system:
        config = system.connections.get(W, C).config
    return (str(config["app_base"]), attacked.url)
