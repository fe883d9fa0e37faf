"""The workspace's gallery in a real browser: every component in every state, from fixtures.

``python -m tests.e2e.gallery`` takes the screenshots in ``docs/gallery`` anew. On purpose only: typefaces differ
between machines, so pictures are looked at and not compared.
"""

from __future__ import annotations

import io
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

from PIL import Image

from tests.integration.web.web_server import CHROMIUM, FLAGS
from tests.unit.web.web_fakes import FakeServices, client_of

ROOT = Path(__file__).parents[2]
WEB = ROOT / "cards" / "web"
PICTURES = ROOT / "docs" / "gallery"
WIDTHS = (360, 768, 1440)
SCHEMES = ("light", "dark")
HEAD = """# The workspace in pictures

Every component in every state, from fixtures, as `python -m tests.e2e.gallery` photographs it: at 360, 768 and 1440 pixels, light and dark.
"""
COLOURS = 160
"""Enough for flat colours and letters; a picture is then a third of its size."""


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


def settled(page: Any) -> None:
    """Wait until everything is drawn: texts and charts come late."""
    page.wait_for_load_state("networkidle")
    page.locator("[data-waiting]").first.wait_for(state="detached")


def take_pictures(browser: Any, url: str, only: list[str]) -> None:
    """Write the screenshots of `only` (all where it is empty)."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": 400}, color_scheme=scheme, reduced_motion="reduce"
            )
            page = context.new_page()
            for name in names(page, url):
                if only and name not in only:
                    continue
                page.goto(f"{url}?of={name}")
                settled(page)
                shot = Image.open(io.BytesIO(page.screenshot(full_page=True)))
                small = shot.convert("RGB").quantize(COLOURS)
                small.save(PICTURES / f"{name}-{width}-{scheme}.png", optimize=True)
            context.close()


def write_page() -> None:
    """Write the page that shows the pictures there are."""
    there = sorted({path.stem.rsplit("-", 2)[0] for path in PICTURES.glob("*.png")})
    lines = [HEAD]
    for name in there:
        others = " · ".join(
            f"[{width} {scheme}]({name}-{width}-{scheme}.png)" for width in WIDTHS for scheme in SCHEMES
        )
        lines += [f"## {name}", "", others, "", f"![{name} at 1440 pixels]({name}-1440-light.png)", ""]
    (PICTURES / "README.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Take the pictures of what the command line names, or of everything."""
    from playwright.sync_api import sync_playwright

    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        take_pictures(browser, url, sys.argv[1:])
        browser.close()
    write_page()


if __name__ == "__main__":
    main()
