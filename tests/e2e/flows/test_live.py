"""What changes shows on open pages by itself: over two web processes, over a broken line, and where no WebSocket gets through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from crm_ai_plugin.runtime.live import events
from crm_ai_plugin.testing.sandbox.faults import Fault
from tests.e2e.browsing import NEEDS, PATIENT, usable, watched_page
from tests.e2e.flows.conftest import sign_in
from tests.e2e.line import Line
from tests.e2e.product import WORKSPACE, Beside, Product, wait_for
from tests.unit.cards.card_examples import insight

pytestmark = [*NEEDS, PATIENT]

LONG_MS = 180_000
"""A machine that is busy with other things takes its time; nothing is asserted on it."""
SECURITY = (
    "Legal still waits for the security questionnaire. Can you send the SOC 2 report?",
    "Talk of a security review: ",
)
FROZEN = (
    "The budget is frozen. We have no budget left and must pause the project.",
    "Budget said to be frozen or missing: ",
)
"""What the buyer writes, and how the line begins that says that it changed something."""


@pytest.fixture(scope="module")
def deals() -> int:
    """Each test takes an open one of its own."""
    return 80


@pytest.fixture(scope="module")
def beside(product: Product) -> Iterator[Beside]:
    """A second web process of the same installation; the CRM sends to the first alone."""
    with product.serve_beside() as beside:
        yield beside


@pytest.fixture
def line(beside: Beside) -> Iterator[Line]:
    """The way to it."""
    with Line(beside.address.port) as line:
        yield line


class Watched:
    """A page that shows a deal and stays open, with all it hears.

    Attributes:
        sockets: How many it has opened.
        heard: Ids of the events it was told, in order.
    """

    def __init__(self, page: Any) -> None:
        page.set_default_timeout(LONG_MS)
        self.page = page
        self.sockets = 0
        self.heard: list[str] = []
        page.on("websocket", self._opened)

    def open(self, address: str, mark: str = "Live") -> None:
        """Load the page and wait until it shows advice."""
        self.page.goto(address)
        self.page.get_by_role("article").get_by_role("button", name="Refresh").wait_for()
        self.page.evaluate("window.loadedOnce = true")
        self.says(mark)

    def says(self, mark: str) -> None:
        """Wait until the live mark says this, and see whether everybody can read it."""
        self.page.get_by_role("banner").get_by_role("status").get_by_text(mark, exact=True).wait_for()
        usable(self.page)

    def shows(self, changed: str) -> None:
        """Wait until a line that begins so stands once on the card and once in the history, on a page that was not loaded anew."""
        history = self.page.get_by_role("region", name="What was said before")
        history.get_by_text(changed).first.wait_for()
        self.page.get_by_role("article").get_by_text(changed).first.wait_for()
        assert history.get_by_text(changed).count() == 1
        assert self.page.evaluate("window.loadedOnce") is True

    def shows_not(self, changed: str) -> None:
        assert self.page.get_by_text(changed).count() == 0

    def has_heard(self, expected: list[str]) -> bool:
        """Return whether just that was heard, in this order and each once, since the first of it was told."""
        self.page.wait_for_timeout(20)
        return [one for one in self.heard if order(one) >= order(expected[0])] == expected

    def _opened(self, socket: Any) -> None:
        self.sockets += 1
        socket.on("framereceived", self._take)

    def _take(self, frame: str | bytes) -> None:
        message = json.loads(frame)
        if message["type"] == "event":
            self.heard.append(message["id"])


@pytest.fixture
def watched(page: Any, product: Product) -> Watched:
    watched = Watched(page)
    sign_in(page, product)
    return watched


def write(product: Product, deal: str, text: str) -> None:
    """Have the buyer write, and wait until the product has advised anew."""
    before = versions(product, deal)
    product.sandbox.mail(deal, "Re: next steps", text)
    wait_for(lambda: versions(product, deal) > before and product.idle(), "new advice")


def versions(product: Product, deal: str) -> int:
    return len(product.services.coach.history(WORKSPACE, "deal_coach", "deal", deal))


def told(product: Product, since: str, deal: str) -> list[str]:
    """Return the ids of what was told since then that a deal's page listens to: its advice, and all work."""
    missed = product.services.live.since(WORKSPACE, since)
    assert not missed.resync
    return [one.id for one in missed.events if one.is_about((f"insight/deal_coach/deal/{deal}", "job"))]


def order(event_id: str) -> tuple[int, int]:
    known = events.order(event_id)
    assert known is not None
    return known


def now_at(product: Product) -> str:
    return product.services.live.since(WORKSPACE, None).at


def test_what_one_process_receives_shows_on_a_page_of_another(
    watched: Watched, product: Product, beside: Beside, advised_deal: str
) -> None:
    watched.open(beside.url(f"/app/deals/{advised_deal}"))
    write(product, advised_deal, SECURITY[0])
    watched.shows(SECURITY[1])
    # What the head of the page says comes from the CRM as well.
    sandbox: Any = product.sandbox
    sandbox.change_deal(advised_deal, {"amount": "123456"})
    watched.page.get_by_text("€123,456").first.wait_for()
    assert watched.page.evaluate("window.loadedOnce") is True


def test_a_job_is_seen_moving_from_another_process(
    watched: Watched, product: Product, beside: Beside, advised_deal: str
) -> None:
    # The page asks for a job once a second as well; here it has to hear of it.
    watched.page.add_init_script("window.setInterval = () => 0")
    watched.open(beside.url(f"/app/deals/{advised_deal}"))
    card = watched.page.get_by_role("article")
    with product.asleep():
        card.get_by_role("button", name="Refresh").click()
        card.get_by_text("Waiting its turn").wait_for()
        sandbox: Any = product.sandbox
        sandbox.add_fault(Fault("latency", times=None, ms=1_500))
    try:
        card.get_by_text("Reading the CRM").wait_for()
        usable(watched.page)
    finally:
        sandbox.account.faults.clear()
    card.get_by_text("Reading the CRM").wait_for(state="detached")
    card.get_by_role("progressbar").wait_for(state="detached")
    watched.page.locator("article[data-state=ready]").wait_for()


def test_a_process_that_is_killed_and_back_tells_what_happened_meanwhile(
    watched: Watched, product: Product, beside: Beside, advised_deal: str
) -> None:
    watched.open(beside.url(f"/app/deals/{advised_deal}"))
    since = now_at(product)
    beside.kill()
    watched.says("Offline, tries again")
    write(product, advised_deal, SECURITY[0])
    watched.shows_not(SECURITY[1])
    beside.start()
    watched.shows(SECURITY[1])
    watched.says("Live")
    write(product, advised_deal, FROZEN[0])
    watched.shows(FROZEN[1])
    wait_for(lambda: watched.has_heard(told(product, since, advised_deal)), "each event once")


def test_a_cut_line_is_taken_up_again_and_nothing_comes_twice(
    watched: Watched, product: Product, line: Line, advised_deal: str
) -> None:
    watched.open(f"{line.url}/app/deals/{advised_deal}")
    since = now_at(product)
    with line.down():
        watched.says("Offline, tries again")
        write(product, advised_deal, SECURITY[0])
        watched.shows_not(SECURITY[1])
    watched.shows(SECURITY[1])
    watched.says("Live")
    before = watched.sockets
    line.cut()
    write(product, advised_deal, FROZEN[0])
    watched.shows(FROZEN[1])
    assert watched.sockets > before
    wait_for(lambda: watched.has_heard(told(product, since, advised_deal)), "each event once")


def test_a_line_that_is_dead_without_a_word_is_given_up(
    watched: Watched, product: Product, line: Line, advised_deal: str
) -> None:
    watched.page.clock.install()
    watched.open(f"{line.url}/app/deals/{advised_deal}")
    line.deaden()
    write(product, advised_deal, SECURITY[0])
    watched.shows_not(SECURITY[1])
    watched.page.clock.fast_forward("01:01")
    watched.shows(SECURITY[1])
    watched.says("Live")


def test_what_happens_while_the_first_connection_is_made_is_not_missed(
    watched: Watched, product: Product, line: Line, advised_deal: str
) -> None:
    with line.holding_sockets():
        watched.open(f"{line.url}/app/deals/{advised_deal}", "Catching up")
        write(product, advised_deal, SECURITY[0])
        watched.shows_not(SECURITY[1])
    watched.shows(SECURITY[1])
    watched.says("Live")


@pytest.mark.parametrize("status", [403, 502])
def test_where_no_socket_gets_through_the_page_asks_until_one_does(
    watched: Watched, product: Product, line: Line, advised_deal: str, status: int
) -> None:
    watched.page.clock.install()
    with line.refusing_sockets(status):
        watched.open(f"{line.url}/app/deals/{advised_deal}", "Asking now and then")
        assert line.sockets_asked > 1
        write(product, advised_deal, SECURITY[0])
        watched.shows(SECURITY[1])
        watched.says("Asking now and then")
    watched.page.clock.fast_forward("01:01")
    # An answer that is kept back ends with the next event.
    write(product, advised_deal, FROZEN[0])
    watched.says("Live")
    watched.shows(FROZEN[1])


def test_another_workspace_hears_nothing(
    watched: Watched, browser: Any, product: Product, beside: Beside, advised_deal: str
) -> None:
    with product.services.store.system() as system:
        system.workspaces.ensure("beta", "Beta")
        key = system.api_keys.create("beta", "test")
    with watched_page(browser) as other:
        theirs = Watched(other)
        other.goto(beside.url("/app"))
        other.evaluate("key => sessionStorage.setItem('crm-ai:key', key)", key)
        other.goto(beside.url("/app/deals"))
        theirs.says("Live")
        watched.open(beside.url(f"/app/deals/{advised_deal}"))
        write(product, advised_deal, SECURITY[0])
        watched.shows(SECURITY[1])
        # Ids tell who was meant: the first that they hear is their own.
        with product.services.store.workspace("beta") as session:
            session.insights.add(
                insight(version=1, id="ins_beta", subject={"type": "deal", "id": advised_deal})
            )
        own = product.services.live.since("beta", "0-1").at
        wait_for(lambda: other.wait_for_timeout(20) or bool(theirs.heard), "what is theirs")
        assert theirs.heard == [own]
