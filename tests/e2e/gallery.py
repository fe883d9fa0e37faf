"""The workspace's gallery in a real browser: every component in every state, from fixtures.

``python -m tests.e2e.gallery`` takes the screenshots in ``docs/gallery`` anew, those of whole pages as well
(``tests/e2e/gallery_pages.py``). On purpose only: typefaces differ between machines, so pictures are looked at and not
compared.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from PIL import Image

from tests.integration.web.web_server import CHROMIUM, FLAGS
from tests.unit.web.web_fakes import FakeServices, client_of

ROOT = Path(__file__).parents[2]
WEB = ROOT / "cards" / "web"
PICTURES = ROOT / "docs" / "gallery"
WIDTHS = (360, 768, 1440)
SCHEMES = ("light", "dark")
LOOKS = ((1440, "light"), (1440, "dark"), (768, "light"), (360, "light"))
"""What is photographed: every width, and the other theme once."""
DIALOG_LOOKS = ((1440, "light"), (360, "dark"))
HEAD = """# The workspace in pictures

As `python -m tests.e2e.gallery` photographs it: pages of the running product beside a played CRM, then every component in every state, from fixtures.
"""
STEP = 8
"""Shades in the middle this close become one, which nobody sees; a picture is then a quarter of its size."""
GROUNDS = (56, 208)
"""Darker and lighter than these are the grounds, on which a tint would be seen."""
TALLEST = 16_383
"""More pixels than these WebP does not hold."""


def ready() -> bool:
    """Tell whether what builds the gallery is there."""
    return shutil.which("node") is not None and (WEB / "node_modules" / "vite").is_dir()


@contextmanager
def served() -> Iterator[str]:
    """Build the gallery and serve it under the policy of the app's own pages; yield its address."""
    with tempfile.TemporaryDirectory() as folder:
        vite = WEB / "node_modules" / "vite" / "bin" / "vite.js"
        subprocess.run(
            ["node", vite, "build", "--mode", "gallery", "--outDir", folder, "--logLevel", "error"],
            cwd=WEB,
            check=True,
            capture_output=True,
            text=True,
        )

        policy = client_of(FakeServices()).get("/app").headers["Content-Security-Policy"]

        class Handler(SimpleHTTPRequestHandler):
            def __init__(self, *args: Any) -> None:
                super().__init__(*args, directory=folder)

            def end_headers(self) -> None:
                self.send_header("Content-Security-Policy", policy)
                super().end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/gallery.html"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def names(page: Any, url: str) -> list[str]:
    """Return the names of everything the gallery shows."""
    page.goto(url)
    page.wait_for_selector("section[aria-label] figure")
    found: list[str] = page.eval_on_selector_all(
        "section[aria-label]", "sections => sections.map(section => section.getAttribute('aria-label'))"
    )
    return found


def dialogs(page: Any, url: str) -> list[tuple[str, str]]:
    """Return what opens above the page: whose it is, and its name."""
    names(page, url)
    found: list[list[str]] = page.eval_on_selector_all(
        "[data-dialog]",
        "links => links.map(link => [link.closest('section').ariaLabel, link.dataset.dialog])",
    )
    return [(of, name) for of, name in found]


def open_dialog(page: Any, url: str, of: str, name: str, language: str = "en") -> None:
    """Show one dialog, and wait until all of it is drawn."""
    page.goto(f"{url}?{urlencode({'of': of, 'dialog': name, 'language': language})}")
    page.get_by_role("dialog").wait_for()
    settled(page)


def settled(page: Any) -> None:
    """Wait until everything is drawn: texts and charts come late."""
    page.wait_for_load_state("networkidle")
    page.locator("[data-waiting]").first.wait_for(state="detached")


def take_pictures(browser: Any, url: str, only: list[str]) -> None:
    """Write the screenshots of `only` (all where it is empty)."""
    for width, scheme in LOOKS:
        context = browser.new_context(
            viewport={"width": width, "height": 400}, color_scheme=scheme, reduced_motion="reduce"
        )
        page = context.new_page()
        for name in names(page, url):
            if not only or name in only:
                page.goto(f"{url}?of={name}")
                settled(page)
                if page.locator("figure").count():
                    keep(page, f"{name}-{width}-{scheme}")
        context.close()


def take_dialogs(browser: Any, url: str, only: list[str]) -> None:
    """Write the screenshots of what the components of `only` open above the page (all where it is empty)."""
    for width, scheme in DIALOG_LOOKS:
        context = browser.new_context(
            viewport={"width": width, "height": 720}, color_scheme=scheme, reduced_motion="reduce"
        )
        page = context.new_page()
        for of, name in dialogs(page, url):
            if not only or of in only:
                open_dialog(page, url, of, name)
                slug = "-".join(re.findall(r"[a-z]+", name))
                keep(page, f"{of}-{slug}-{width}-{scheme}", whole=False)
        context.close()


def keep(page: Any, name: str, tallest: int = TALLEST, *, whole: bool = True) -> None:
    """Write the `whole` page, or what is in sight of it, down to `tallest` pixels as a picture of that name."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    shot = Image.open(io.BytesIO(page.screenshot(full_page=whole))).convert("RGB")
    shot = shot.crop((0, 0, shot.width, min(shot.height, tallest)))
    dark, light = GROUNDS
    few = shot.point([round(v / STEP) * STEP if dark < v < light else v for v in range(256)] * 3)
    few.save(PICTURES / f"{name}.webp", lossless=True, quality=60, method=4)


def write_page() -> None:
    """Write the page that shows the pictures there are: whole pages first."""
    there = {path.stem.rsplit("-", 2)[0] for path in PICTURES.glob("*.webp")}
    pages = [name for name in there if name.startswith("page-")]
    lines = [HEAD]
    for name in (*sorted(pages), *sorted(there.difference(pages))):
        looks = [(look, f"{name}-{look[0]}-{look[1]}.webp") for look in (*LOOKS, (360, "dark"))]
        others = " · ".join(
            f"[{width} {scheme}]({file})" for (width, scheme), file in looks if (PICTURES / file).exists()
        )
        title = name.removeprefix("page-").replace("-", " ").capitalize() if name in pages else name
        title = title.replace("-", ": ", 1).replace("-", " ")
        lines += [f"## {title}", "", others, "", f"![{title} at 1440 pixels]({name}-1440-light.webp)", ""]
    (PICTURES / "README.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Take the pictures of the components that the command line names, or of everything and whole pages."""
    from playwright.sync_api import sync_playwright

    from tests.e2e import gallery_pages

    only = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        if only != ["pages"]:
            with served() as url:
                take_pictures(browser, url, only)
                take_dialogs(browser, url, only)
        if only in ([], ["pages"]):
            gallery_pages.take_pictures(browser)
        browser.close()
    write_page()


if __name__ == "__main__":
    main()
