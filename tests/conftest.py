"""Fixtures that any test may ask for; servers start when the first test does."""

from __future__ import annotations

import sys
from pathlib import Path

# Tests are not a package, and the plugins below have to be found from whatever folder pytest is started in.
sys.path.insert(0, str(Path(__file__).parent.parent))

pytest_plugins = ("tests.fixtures.servers", "tests.fixtures.stores", "tests.fixtures.planted_secrets")
