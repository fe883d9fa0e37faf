"""A Chromium for benchmarks that look at a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from .errors import BenchmarkError

FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


@contextmanager
def browser() -> Iterator[Any]:
    """Yield the machine's browser.

    Raises:
        BenchmarkError: there is none, or nothing that drives it.
    """
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  # a test dependency
    except ImportError:
        raise BenchmarkError("playwright is not installed: make setup") from None
    if path is None:
        raise BenchmarkError("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield made
        finally:
            made.close()


def until(page: Any, what: str, patience_ms: int) -> None:  # noqa: ANN401  # playwright's
    """Wait until an expression holds on a page whose policy lets nothing be evaluated in it.

    Raises:
        BenchmarkError: it never did.
    """
    ends = monotonic() + patience_ms / 1000
    while not page.evaluate(what):
        if monotonic() > ends:
            raise BenchmarkError(f"{what} did not come about within {patience_ms / 1000:.0f} s")
        page.wait_for_timeout(20)
