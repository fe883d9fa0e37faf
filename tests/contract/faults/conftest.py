"""The option with which the page of the fault matrix is written."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fault-matrix", help="Folder that gets one file per cell instead of a comparison.")
