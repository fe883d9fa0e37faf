"""What is said about moving on, waiting or leaving."""

from __future__ import annotations

from .model import Odds
from .talk import any_, talk

talk("champion_leaving", category="stakeholders", odds=Odds(-0.7, 0.4, 0.06, 0.24, of=any_))
talk(
    "risk_words",
    "on_hold",
    "reorg",
    category="timeline",
    odds=Odds(-0.45, 0.3, 0.15, 0.36, of=any_),
    days=120,
)
talk("delay_talk", "delay", category="timeline", odds=Odds(-0.3, 0.3, 0.2, 0.4, of=any_), days=90)
talk("timeline_pressure", category="timeline", odds=Odds(0.15, 0.25, 0.4, 0.49, of=any_))
talk("buying_signals", "buying_signal", category="other", odds=Odds(0.4, 0.3, 0.35, 0.48, of=any_))
talk(
    "next_step_agreed",
    "next_step",
    category="timeline",
    odds=Odds(0.3, 0.25, 0.4, 0.49, of=any_),
    days=30,
    ours=True,
)
