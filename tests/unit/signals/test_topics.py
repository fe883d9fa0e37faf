"""What counts as which topic, in four languages; sentences written for this test."""

from __future__ import annotations

import pytest

from crm_ai_plugin.signals import NameIndex, default_library

SAID = [
    ("competitor", "en", "To be transparent, we are also evaluating another vendor."),
    ("competitor", "de", "Wir sprechen parallel mit einem anderen Anbieter."),
    ("competitor", "fr", "Nous discutons aussi avec un concurrent."),
    ("competitor", "es", "También estamos hablando con otro proveedor."),
    ("price_pressure", "en", "Honestly, your quote is way too expensive."),
    (
        "price_pressure",
        "de",
        "Das Angebot liegt deutlich über unserem Budgetrahmen, können Sie einen Rabatt geben?",
    ),
    ("price_pressure", "fr", "Le tarif est trop élevé, pouvez-vous faire une remise ?"),
    ("price_pressure", "es", "El precio es demasiado alto, necesitamos un descuento."),
    ("budget_blocked", "en", "Our CFO announced a spending freeze."),
    ("budget_blocked", "de", "Leider gilt bei uns eine Haushaltssperre."),
    ("budget_blocked", "fr", "Tous les budgets sont gelés."),
    ("budget_blocked", "es", "El presupuesto ha sido congelado."),
    ("budget_approved", "en", "Great news, the budget has been approved."),
    ("budget_approved", "de", "Das Budget wurde gestern freigegeben."),
    ("budget_approved", "fr", "Le budget est validé."),
    ("budget_approved", "es", "El presupuesto ya está aprobado."),
    ("authority", "en", "This needs the approval of the board."),
    ("authority", "de", "Das muss die Geschäftsführung noch freigeben."),
    ("authority", "fr", "Nous attendons la validation de la direction."),
    ("authority", "es", "Falta la aprobación del director."),
    ("timeline_pressure", "en", "We have a hard deadline, it must be live before June."),
    ("timeline_pressure", "de", "Der Zeitplan ist eng, wir müssen bis Ende Mai live sein."),
    ("timeline_pressure", "fr", "Il faut démarrer avant septembre."),
    ("timeline_pressure", "es", "Tiene que estar operativo antes de junio."),
    ("delay", "en", "We have to postpone the decision."),
    ("delay", "de", "Wir müssen das auf das nächste Quartal verschieben."),
    ("delay", "fr", "La décision est repoussée à l'année prochaine."),
    ("delay", "es", "Vamos a aplazar la decisión."),
    ("security_review", "en", "Please fill in our security questionnaire."),
    ("security_review", "de", "Unser Datenschutzbeauftragter hat noch Fragen."),
    ("security_review", "fr", "Notre RSSI demande un audit de sécurité."),
    ("security_review", "es", "Nuestro equipo de seguridad pide un test de penetración."),
    ("legal_procurement", "en", "The redlines from our legal team are attached."),
    ("legal_procurement", "de", "Der Vertrag liegt jetzt beim Einkauf."),
    ("legal_procurement", "fr", "Le service juridique relit le contrat."),
    ("legal_procurement", "es", "El departamento jurídico está revisando el contrato."),
    ("requirement_gap", "en", "Single sign-on is a deal breaker, and the product does not support it."),
    ("requirement_gap", "de", "Die Schnittstelle zu SAP ist nicht vorhanden."),
    ("requirement_gap", "fr", "Cette fonctionnalité n'est pas disponible chez vous."),
    ("requirement_gap", "es", "Falta la integración con SAP."),
    ("champion_leaving", "en", "Just so you know, I am leaving the company next month."),
    ("champion_leaving", "de", "Ich verlasse das Unternehmen zum Monatsende."),
    ("champion_leaving", "fr", "Je quitte l'entreprise à la fin du mois."),
    ("champion_leaving", "es", "Dejo la empresa a final de mes."),
    ("reorg", "en", "We are going through a restructuring."),
    ("reorg", "de", "Bei uns läuft gerade eine Umstrukturierung."),
    ("reorg", "fr", "Nous sommes en pleine réorganisation."),
    ("reorg", "es", "Estamos en plena reestructuración."),
    ("on_hold", "en", "The project is on hold."),
    ("on_hold", "de", "Das Projekt liegt auf Eis."),
    ("on_hold", "fr", "Le projet est en pause."),
    ("on_hold", "es", "El proyecto está parado."),
    ("buying_signal", "en", "Please send us the contract, we are ready to sign."),
    ("buying_signal", "de", "Bitte schicken Sie uns den Vertrag."),
    ("buying_signal", "fr", "Nous sommes prêts à signer."),
    ("buying_signal", "es", "Estamos listos para firmar."),
    ("next_step", "en", "As agreed, we meet on Thursday."),
    ("next_step", "de", "Wie besprochen melde ich mich."),
    ("next_step", "fr", "Comme convenu, je vous rappelle."),
    ("next_step", "es", "Quedamos el jueves."),
    ("pain", "en", "Our planners waste hours every week."),
    ("pain", "de", "Wir verlieren jede Woche viel Zeit."),
    ("pain", "fr", "Nous perdons beaucoup de temps."),
    ("pain", "es", "Perdemos muchas horas."),
    ("decision_criteria", "en", "Our decision criteria are price and uptime."),
    ("decision_criteria", "de", "Ein wichtiges Entscheidungskriterium ist die Bedienung."),
    ("decision_criteria", "fr", "Nos critères sont la simplicité et le prix."),
    ("decision_criteria", "es", "Nuestros criterios son claros."),
    ("no_show", "en", "They didn't show up for the demo."),
    ("no_show", "de", "Der Kunde ist nicht erschienen."),
    ("no_show", "fr", "Le client n'est pas venu."),
    ("no_show", "es", "El cliente no se presentó."),
]

SMALL_TALK = [
    "Thanks for the pleasant conversation, I enjoyed it.",
    "Attached you will find the slides.",
    "Vielen Dank für das Gespräch gestern.",
    "Anbei die Unterlagen.",
    "Merci pour votre message.",
    "Gracias por su correo.",
    "Nobody is leaving the company.",
    "The budget is not approved yet.",
    "Das Budget ist noch nicht freigegeben worden.",
]


@pytest.mark.parametrize(("topic", "language", "sentence"), SAID)
def test_said_in_plain_words(topic: str, language: str, sentence: str) -> None:
    found = {span.topic: span.language for span in default_library().find(sentence)}
    assert topic in found
    # Romance languages share words; English and German must not be taken for each other.
    assert {found[topic], language} not in ({"en", "de"}, {"de", "fr"}, {"de", "es"})


@pytest.mark.parametrize("sentence", SMALL_TALK)
def test_small_talk_and_negations_are_no_statement(sentence: str) -> None:
    topics = {span.topic for span in default_library().find(sentence)}
    assert topics <= {"budget_blocked", "requirement_gap"}, topics
    if "budget" not in sentence.lower():
        assert topics == set()


def test_every_topic_speaks_four_languages() -> None:
    for topic, counts in default_library().topics.items():
        assert {"en", "de", "fr", "es"} <= set(counts), topic


def test_a_recorded_name_counts_as_competitor_talk() -> None:
    names = NameIndex(["Dispatchly", "dispatchly", "ab", "Monday"])
    text = "Dispatchly showed up. On Monday we met. We dispatchly nothing."
    spans = [span for span in default_library().find(text, names) if span.topic == "competitor"]
    assert [span.quote for span in spans] == ["Dispatchly showed up."]


def test_a_name_with_a_phrase_is_one_finding() -> None:
    text = "We are also talking to Dispatchly."
    spans = default_library().find(text, NameIndex(["Dispatchly"]))
    assert [span.topic for span in spans] == ["competitor"]
