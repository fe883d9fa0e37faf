"""What a buyer's sentence can object to."""

from __future__ import annotations

from collections.abc import Mapping
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
MEANINGS: Final[Mapping[str, str]] = {
    "price": "price: it costs too much, or more than something else",
    "budget": "budget: there is no money for it, or not now",
    "authority": "authority: somebody else decides",
    "need": "need: it is of no use to them",
    "timing": "timing: not now, later",
    "trust": "trust: doubts about the supplier or its promises",
    "competitor": "competitor: another supplier is preferred or compared",
    "status_quo": "status quo: what they have is good enough, change is unwelcome",
    "product_gap": "product gap: something the product does not do, or does badly",
    "integration": "integration: it does not work with their other systems",
    "security_legal": "security and legal: data protection, security, law",
    "contract_terms": "contract terms: term, notice, payment, liability",
    "roi_proof": "proof of return: no evidence that it pays",
    "brush_off": "brush-off: they want to end the conversation without giving a reason",
}
"""Each category in a line, for a model that may say which comes first."""
NOT_AN_OBJECTION: Final = "not_an_objection"
LABELS: Final = (*CATEGORIES, NOT_AN_OBJECTION)
"""What a reading can say."""
AGREEMENT: Final = "agreement"
CLASSES: Final = (*LABELS, AGREEMENT)
"""Classes of the model, in the order of its weights. Who agrees speaks of the same things as who objects, and
nobody else does: so it is a class of its own inside the model, and not an objection outside of it."""

LANGUAGES: Final = ("de", "en", "es", "fr", "it", "nl", "pt")
"""Languages that are read and answered in, in the order of the language model's weights."""
