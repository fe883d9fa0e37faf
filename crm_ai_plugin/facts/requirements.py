"""What the customer needs, and what has to be cleared before they can sign."""

from __future__ import annotations

from .model import Odds
from .talk import any_, talk

talk("requirement_gap", category="requirements", odds=Odds(-0.4, 0.3, 0.2, 0.4, of=any_))
talk("security_review", category="requirements", odds=Odds(0.1, 0.25, 0.25, 0.43, of=any_))
talk("legal_procurement", category="requirements", odds=Odds(0.2, 0.25, 0.25, 0.43, of=any_))
talk("authority_talk", "authority", category="stakeholders", odds=Odds(0.0, 0.2, 0.3, 0.46, of=any_))
talk("decision_criteria", category="requirements", odds=Odds(0.1, 0.2, 0.3, 0.46, of=any_), ours=True)
talk("pain", category="requirements", odds=Odds(0.1, 0.2, 0.5, 0.5, of=any_))
