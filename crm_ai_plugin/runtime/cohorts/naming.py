"""Equal filters have equal names."""

from __future__ import annotations

import hashlib
import json

from ...insights import Cohort


def cohort_id(cohort: Cohort) -> str:
    """Return the name of a cohort, by what its filters say."""
    text = json.dumps(cohort.model_dump(mode="json"), sort_keys=True)
    return f"coh_{hashlib.sha256(text.encode()).hexdigest()[:24]}"
