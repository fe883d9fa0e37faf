"""What a buyer's sentence can object to."""

from __future__ import annotations

from typing import Final

CATEGORIES: Final = (
    "price",
    "budget",
    "authority",
    "need",
    "timing",
    "trust",
    "competitor",
    "status_quo",
    "product_gap",
    "integration",
    "security_legal",
    "contract_terms",
    "roi_proof",
    "brush_off",
)
NOT_AN_OBJECTION: Final = "not_an_objection"
LABELS: Final = (*CATEGORIES, NOT_AN_OBJECTION)
"""Classes of the model, in the order of its weights."""

LANGUAGES: Final = ("de", "en", "es", "fr", "it", "nl", "pt")
"""Languages that are read and answered in, in the order of the language model's weights."""
