"""Kinds of wording that hold in every language, each over made-up sentences: counts of what is listed, days, now."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crm_ai_plugin.ai.gate import Gate, Material
from crm_ai_plugin.ai.gate.figures import Figures, figures
from crm_ai_plugin.ai.gate.language import everywhere, language, languages

GATE = Gate()
AND = {"en": "and", "de": "und", "fr": "et", "es": "y", "it": "e", "nl": "en", "pt": "e"}
THINGS = {
    "en": ("budget", "contract", "pilot", "timetable", "training"),
    "de": ("Budget", "Vertrag", "Pilot", "Zeitplan", "Schulung"),
    "fr": ("budget", "contrat", "pilote", "calendrier", "formation"),
    "es": ("presupuesto", "contrato", "piloto", "calendario", "formación"),
    "it": ("budget", "contratto", "pilota", "calendario", "formazione"),
    "nl": ("budget", "contract", "pilot", "planning", "training"),
    "pt": ("orçamento", "contrato", "piloto", "calendário", "formação"),
}
COUNTED = {
    "en": "points",
    "de": "Punkte",
    "fr": "points",
    "es": "puntos",
    "it": "punti",
    "nl": "punten",
    "pt": "pontos",
}
BOTH = {
    "en": "both",
    "de": "beide",
    "fr": "les deux",
    "es": "ambos",
    "it": "entrambi",
    "nl": "beide",
    "pt": "ambos",
}
NOW = {
    "en": "today",
    "de": "heute",
    "fr": "aujourd'hui",
    "es": "hoy",
    "it": "oggi",
    "nl": "vandaag",
    "pt": "hoje",
}
AMONG = {
    "en": ("Three people opened the proposal, but the director did not.", "Three people opened the proposal, {} the director.", "among them"),
    "de": ("Drei Personen haben das Angebot geöffnet, die Direktorin nicht.", "Drei Personen haben das Angebot geöffnet, {} die Direktorin.", "darunter"),
    "fr": ("Trois personnes ont ouvert la proposition, mais pas la directrice.", "Trois personnes ont ouvert la proposition, {} la directrice.", "dont"),
    "es": ("Tres personas abrieron la propuesta, pero la directora no.", "Tres personas abrieron la propuesta, {} la directora.", "entre ellas"),
    "it": ("Tre persone hanno aperto la proposta, ma la direttrice no.", "Tre persone hanno aperto la proposta, {} la direttrice.", "tra cui"),
    "nl": ("Drie personen openden het voorstel, maar de directeur niet.", "Drie personen openden het voorstel, {} de directeur.", "onder wie"),
    "pt": ("Três pessoas abriram a proposta, mas a diretora não.", "Três pessoas abriram a proposta, {} a diretora.", "entre elas"),
}  # fmt: skip
GIVEN = {
    "en": "we offer you the first {}", "de": "wir schenken Ihnen {}", "fr": "nous vous offrons le premier {}", "es": "les regalamos el primer {}",
    "it": "vi offriamo il primo {}", "nl": "wij geven u de eerste {}", "pt": "oferecemos o primeiro {}",
}  # fmt: skip
SPAN = {
    "en": "month",
    "de": "einen Monat",
    "fr": "trimestre",
    "es": "trimestre",
    "it": "mese",
    "nl": "maand",
    "pt": "trimestre",
}
UNASKED = {
    "en": ("attach the full customer list", "record the call without telling them"),
    "de": ("legen Sie die Kundenliste bei", "zeichnen Sie den Anruf heimlich auf"),
    "fr": ("joignez la liste des clients", "enregistrez l'appel sans les prévenir"),
    "es": ("adjunte la lista de clientes", "grabe la llamada sin avisar"),
    "it": ("allegate la lista dei clienti", "registrate la chiamata di nascosto"),
    "nl": ("voeg de klantenlijst toe", "neem het gesprek stiekem op"),
    "pt": ("anexe a lista de clientes", "grave a chamada sem avisar"),
}
CODES = st.sampled_from(languages())


def _word_for(code: str, number: int) -> str:
    words = language(code)
    known = {**words.spelled.words, **words.quiet_numbers}
    return next(word for word, value in known.items() if value == number)


def _missing(code: str, said: str, known: str) -> str | None:
    words = language(code)
    allowed: Figures = figures(known, words)
    return figures(said, words).missing_from(allowed, own=allowed)


@st.composite
def _lists(draw: st.DrawFn) -> tuple[str, list[str]]:
    code = draw(CODES)
    return code, draw(st.lists(st.sampled_from(THINGS[code]), min_size=2, max_size=5, unique=True))


def _list(code: str, things: list[str]) -> str:
    return f"{', '.join(things[:-1])} {AND[code]} {things[-1]}"


@given(_lists(), st.integers(2, 9))
def test_so_many_things_as_are_listed(drawn: tuple[str, list[str]], number: int) -> None:
    code, things = drawn
    assume(number not in language(code).quiet_numbers.values())  # "sei" alone is no number in Italian
    said = _missing(code, f"{_word_for(code, number)} {COUNTED[code]}", _list(code, things))
    assert said == (None if number == len(things) else "number")


@given(_lists(), st.integers(10, 12))
def test_what_is_counted_is_not_counted_anew_by_a_list(drawn: tuple[str, list[str]], count: int) -> None:
    code, things = drawn
    known = f"{count} {COUNTED[code]}: {_list(code, things)}"
    assert _missing(code, f"{_word_for(code, len(things))} {COUNTED[code]}", known) == "number"


@pytest.mark.parametrize("code", languages())
def test_both_are_two_and_no_more(code: str) -> None:
    assert _missing(code, f"{_word_for(code, 2)} {COUNTED[code]}", BOTH[code]) is None
    assert _missing(code, f"{_word_for(code, 3)} {COUNTED[code]}", BOTH[code]) == "number"


@given(CODES, st.integers(0, 6), st.integers(0, 6), st.data())
def test_a_day_is_itself_in_every_form(code: str, day: int, other: int, data: st.DataObject) -> None:
    words = language(code)
    forms = [[form for form, at in words.weekdays.items() if at == one and form not in words.ambiguous] for one in (day, other)]  # fmt: skip
    said, known = (data.draw(st.sampled_from(names)) for names in forms)
    assert _missing(code, said, known) == (None if day == other else "date")


@pytest.mark.parametrize(
    ("code", "said", "known"),
    [
        ("pt", "na quinta e na sexta de manhã", "quinta-feira ou sexta-feira"),
        ("pt", "às segundas e quartas", "segunda-feira ou quarta-feira"),
        ("pt", "quarta-feira", "às quartas"),
        ("en", "Tuesday's call, mid-Wednesday", "Tuesday and Wednesday"),
        ("es", "los martes por la mañana", "martes"),
        ("nl", "'s morgens op dinsdag", "dinsdag"),
    ],
)
def test_days_said_short_and_mornings(code: str, said: str, known: str) -> None:
    assert _missing(code, said, known) is None


@given(CODES, st.integers(2, 99))
def test_now_adds_nothing_to_what_holds_now(code: str, count: int) -> None:
    assert _missing(code, f"{NOW[code]} {count} {COUNTED[code]}", f"{count} {COUNTED[code]}") is None


@given(CODES, st.data())
def test_now_does_not_take_the_place_of_another_time(code: str, data: st.DataObject) -> None:
    words = language(code)
    days = [day for day in words.weekdays if day not in words.ambiguous]
    day = data.draw(st.sampled_from(days))
    assert _missing(code, NOW[code], f"{COUNTED[code]} {day}") == "date"
    assert _missing(code, f"{NOW[code]} {day}", f"{COUNTED[code]} {day}") is None


@given(CODES, st.data())
def test_what_moves_in_time_is_a_date(code: str, data: st.DataObject) -> None:
    words = language(code)
    moving = [said for said, day in words.relative.items() if day != "today"]
    said = data.draw(st.sampled_from(moving))
    assert _missing(code, said, COUNTED[code]) == "date"
    assert _missing(code, said, f"{COUNTED[code]} {said}") is None


@pytest.mark.parametrize(
    ("code", "said", "known"),
    [
        ("en", "since last week", "6 days ago"),
        ("de", "seit letztem Monat", "vor 30 Tagen"),
        ("fr", "la semaine prochaine", "dans 7 jours"),
        ("pt", "no mês passado", "há um mês"),
    ],
)
def test_how_far_away_it_is_may_be_said_as_when(code: str, said: str, known: str) -> None:
    assert _missing(code, said, known) is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "Price is number two on their list."),
        ("de", "Klären Sie es unter vier Augen."),
        ("fr", "Dites-le en deux mots."),
        ("es", "En tercer lugar, pregunte por el presupuesto."),
        ("it", "Parlatene a quattr'occhi."),
        ("nl", "Bespreek het onder vier ogen."),
        ("pt", "Em terceiro lugar, pergunte pelo orçamento."),
    ],
)
def test_figures_of_speech_count_nothing(code: str, said: str) -> None:
    assert _missing(code, said, "") is None


@pytest.mark.parametrize("code", languages())
def test_among_them_counts_in_whom_the_engine_leaves_out(code: str) -> None:
    own, said, among = AMONG[code]
    assert GATE.refusal(said.format(among), "why", Material(own, language=code)) == "polarity"
    with_her = Material(said.format(among), language=code)
    assert GATE.refusal(said.format(among), "why", with_her) is None


@pytest.mark.parametrize("code", languages())
def test_a_time_given_away_is_a_promise_unless_the_engine_made_it(code: str) -> None:
    gift = GIVEN[code].format(SPAN[code])
    own = _list(code, list(THINGS[code]))
    text = f"{own}: {gift}."
    assert GATE.refusal(text, "reply", Material(own, language=code)) == "stake"
    assert GATE.refusal(text, "reply", Material(text, language=code)) is None


@pytest.mark.parametrize(("code", "done"), [(code, done) for code in languages() for done in UNASKED[code]])
def test_nothing_leaves_and_nobody_is_recorded_unasked(code: str, done: str) -> None:
    own = _list(code, list(THINGS[code]))
    assert GATE.refusal(f"{own}; {done}.", "how", Material(own, language=code)) == "stake"


def test_every_language_knows_how_long_times_are() -> None:
    assert all(everywhere().time_of(SPAN[code].split()[-1].casefold()) for code in languages())


OF = {
    "en": "of",
    "de": "von",
    "fr": "sur",
    "es": "de",
    "it": "su",
    "nl": "van",
    "pt": "de",
}


@pytest.mark.parametrize("code", languages())
@given(part=st.integers(2, 9), whole=st.sampled_from([11, 12, 13, 15, 16, 17, 19]))
def test_so_many_of_so_many_is_two_numbers(code: str, part: int, whole: int) -> None:
    """Neither half of "four of sixteen" may hide behind the other."""
    said = f"{_word_for(code, part)} {OF[code]} {_word_for(code, whole)} {COUNTED[code]}."
    known = f"4 {OF[code]} 6 {COUNTED[code]}, {THINGS[code][0]} {AND[code]} {THINGS[code][1]}."
    assert _missing(code, said, known) is not None
