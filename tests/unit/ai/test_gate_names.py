"""Names that nobody mentioned: people, places and firms, also where every word may have a capital."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.ai.gate import Gate, Material

GATE = Gate()
OWN = {
    "de": "Von ihrer Seite kam seit 19 Tagen nichts; das Letzte war eine E-Mail.",
    "en": "Nothing has come from their side for 19 days; the last was an e-mail.",
    "es": "De su parte no llega nada desde hace 19 días; lo último fue un correo.",
    "fr": "Rien n'est venu de leur côté depuis 19 jours ; le dernier contact était un mail.",
    "it": "Da parte loro non arriva nulla da 19 giorni; l'ultima cosa è stata un'e-mail.",
    "nl": "Van hun kant kwam al 19 dagen niets; het laatste was een e-mail.",
    "pt": "Do lado deles não chega nada há 19 dias; o último foi um e-mail.",
}
GIVEN = {
    "de": "Brigitte Waltraud Siegfried Hannelore Malte Wiebke Torben Kallenbach Brandhuber Schumacher Krämer Rheinmetall",
    "en": "Kathleen Brandon Megan Zachary Cheryl Liam Elijah Samantha Caleb Nelson Datadog Accenture",
    "es": "Yolanda Inmaculada Graciela Ramón Vicente Estela Encarnación Alfredo Mercadona Ferrovial",
    "fr": "Corentin Clément Guillaume Océane Véronique Capucine Benoît Jeanne Decathlon Doctolib",
    "it": "Gianfranco Donatella Filippo Giacomo Patrizia Federica Domenico Riccardo Esselunga Zucchetti",
    "nl": "Willemijn Marieke Sjoerd Wouter Femke Thijs Annelies Jeroen Coolblue Adyen",
    "pt": "Gonçalves Fátima Joaquim Leonor Tiago Filomena Conceição Duarte Sonangol Petrobras",
}
HEADS = [
    "Wald",
    "Stein",
    "Eichen",
    "Gold",
    "Kupfer",
    "Rosen",
    "Hirsch",
    "Sonnen",
    "Eisen",
    "Licht",
    "Winter",
    "Morgen",
    "Nieder",
    "König",
    "Kloster",
    "Vogel",
]
TAILS = [
    "hausen",
    "berg",
    "feld",
    "bach",
    "dorf",
    "heim",
    "hofer",
    "meier",
    "stadt",
    "hagen",
    "kirchen",
    "tal",
    "brunner",
    "höfer",
    "kamp",
    "hölzer",
    "hardt",
    "gruber",
    "wieser",
    "lechner",
    "stetter",
]
TOLD = {
    "de": "{} hat sich seit 19 Tagen nicht gemeldet; das Letzte war eine E-Mail.",
    "en": "{} has sent nothing for 19 days; the last was an e-mail.",
    "es": "{} no envía nada desde hace 19 días; lo último fue un correo.",
    "fr": "{} n'a rien envoyé depuis 19 jours ; le dernier contact était un mail.",
    "it": "{} non invia nulla da 19 giorni; l'ultima cosa è stata un'e-mail.",
    "nl": "{} stuurde al 19 dagen niets; het laatste was een e-mail.",
    "pt": "{} não envia nada há 19 dias; o último foi um e-mail.",
}


@pytest.mark.parametrize("code", sorted(OWN))
def test_a_sentence_does_not_begin_with_a_name_nobody_mentioned(code: str) -> None:
    material = Material(OWN[code], language=code)
    assert [
        n for n in GIVEN[code].split() if GATE.refusal(TOLD[code].format(n), "why", material) is None
    ] == []


@given(head=st.sampled_from(HEADS), tail=st.sampled_from(TAILS))
def test_a_made_up_german_name_is_no_compound(head: str, tail: str) -> None:
    material = Material(OWN["de"], language="de")
    for text in (TOLD["de"].format(head + tail), f"Von {head}{tail} kam seit 19 Tagen nichts."):
        assert GATE.refusal(text, "why", material) == "name"


@pytest.mark.parametrize(
    "word",
    [
        "Angebotsphase",
        "Budgetinhaber",
        "Freigabeweg",
        "Vertragsprüfung",
        "Quartalsende",
        "Entscheiderkreis",
        "Folgetermin",
    ],
)
def test_a_german_compound_of_trade_names_nobody(word: str) -> None:
    material = Material(OWN["de"], language="de")
    text = f"Von ihrer Seite kam seit 19 Tagen nichts zum Thema {word}; das Letzte war eine E-Mail."
    assert GATE.refusal(text, "why", material) is None


@pytest.mark.parametrize(
    "small", ["zendesk", "kubernetes", "dynatrace", "atlassian", "basecamp", "mailchimp"]
)
@pytest.mark.parametrize("code", sorted(OWN))
def test_a_product_written_small_is_still_one(code: str, small: str) -> None:
    material = Material(OWN[code], language=code)
    assert GATE.refusal(f"{OWN[code].split(';')[0]}, {small}.", "why", material) in ("word", "name")
