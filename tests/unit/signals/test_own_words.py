"""Old text that travels along with a reply isn't said again."""

from __future__ import annotations

import pytest

from crm_ai_plugin.signals import default_library, own_segments

TAILS = [
    "On Mon, 3 Feb 2025 at 10:00, Anna Meier <anna@x.example> wrote:\n> The budget is frozen.",
    "On Monday the third of February 2025 at ten\nAnna Meier wrote:\nThe budget is frozen.",
    "Am 03.02.2025 um 10:00 schrieb Anna Meier:\nThe budget is frozen.",
    "Le 3 févr. 2025 à 10:00, Anna Meier a écrit :\nThe budget is frozen.",
    "El 3 feb 2025, a las 10:00, Anna Meier escribió:\nThe budget is frozen.",
    "-----Original Message-----\nThe budget is frozen.",
    "-----Ursprüngliche Nachricht-----\nThe budget is frozen.",
    "From: Anna\nSent: Monday\nTo: Tom\nSubject: x\n\nThe budget is frozen.",
    "Von: Anna\nGesendet: Montag\nAn: Tom\n\nThe budget is frozen.",
    "> The budget is frozen.",
    "-- \nTom, The budget is frozen.",
    "Best regards,\nTom\nBudget Freeze Ltd, the budget is frozen",
    "Mit freundlichen Grüßen\nTom\nthe budget is frozen",
    "Sent from my phone\nThe budget is frozen",
]


@pytest.mark.parametrize("tail", TAILS)
def test_quoted_and_signed_text_is_left_out(tail: str) -> None:
    text = f"Hello,\nthis is all fine for us.\n\n{tail}"
    assert default_library().find(text) == []
    start, end = own_segments(text)[0]
    assert text[start:end].startswith("Hello,")


def test_answers_between_quoted_lines_are_read() -> None:
    text = "On Mon, Anna wrote:\n> When?\nThe budget is frozen.\n> Why?\nNo idea."
    assert [span.quote for span in default_library().find(text)] == ["The budget is frozen."]


def test_a_postscript_is_read() -> None:
    text = "All fine.\n\nCheers,\nTom\n\nPS: the budget is frozen."
    assert [span.topic for span in default_library().find(text)] == ["budget_blocked"]


def test_thanks_at_the_top_is_no_signature() -> None:
    text = "Thanks,\nI have to tell you that the budget is frozen for this year.\nTom"
    assert [span.topic for span in default_library().find(text)] == ["budget_blocked"]


def test_a_wrapped_sentence_is_one_quote() -> None:
    text = "Hi Tom,\nwe have talked about this at length and it turns out that the\nbudget is frozen until autumn."
    (span,) = default_library().find(text)
    assert (
        span.quote
        == "we have talked about this at length and it turns out that the\nbudget is frozen until autumn."
    )
