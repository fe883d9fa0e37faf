"""People whose habits are known: what a persona says of them can be held against the truth.

Their mails are put together from words of their topic and filler that means nothing, in seven languages; the phrases that
the product looks for were not consulted, so that it has to cope with other people's words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from ...records import Activity, ActivityType, Contact, ContactSnapshot, Direction

CHANNELS = ("email", "call", "meeting")
_COUNTRIES = (
    ("DE", "Europe/Berlin"),
    ("GB", "Europe/London"),
    ("JP", "Asia/Tokyo"),
    ("BR", None),
    ("IN", "Asia/Kolkata"),
)

TOPICS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "integration": {
        "en": (
            "Our ERP has to receive every order through an API.",
            "Which systems can you connect to out of the box?",
        ),
        "de": ("Gibt es eine Schnittstelle zu SAP?", "Die Anbindung an unser ERP ist für uns entscheidend."),
        "fr": ("Avez-vous un connecteur pour notre ERP ?", "L'intégration avec SAP nous préoccupe."),
        "es": ("¿Tienen una API para nuestro ERP?", "La integración con SAP es lo primero."),
        "it": ("Avete un connettore per il nostro ERP?", "L'integrazione con SAP per noi viene prima."),
        "pt": ("Vocês têm uma API para o nosso ERP?", "A integração com o SAP vem primeiro."),
        "nl": ("Is er een koppeling met ons ERP?", "De integratie met SAP staat bij ons voorop."),
    },
    "security": {
        "en": (
            "Where is our data encrypted, and who holds the keys?",
            "We need your ISO 27001 certificate for our compliance file.",
        ),
        "de": (
            "Wie steht es um den Datenschutz und den AVV?",
            "Bitte schicken Sie das Zertifikat nach ISO 27001.",
        ),
        "fr": (
            "Comment assurez-vous la conformité au RGPD ?",
            "Le chiffrement des fichiers est indispensable.",
        ),
        "es": ("¿Cómo cumplen con la protección de datos?", "El cifrado es imprescindible para nosotros."),
        "it": ("Come gestite la protezione dei dati?", "La crittografia per noi è indispensabile."),
        "pt": ("Como tratam a proteção de dados?", "A criptografia é indispensável para nós."),
        "nl": ("Hoe regelen jullie de gegevensbescherming?", "Versleuteling is voor ons onmisbaar."),
    },
    "pricing": {
        "en": (
            "What would forty seats cost in the second year?",
            "The price for the larger plan is hard to place.",
        ),
        "de": (
            "Was kosten vierzig Lizenzen im zweiten Jahr? Die Kosten sind mir nicht klar.",
            "Der Preis für das größere Paket ist schwer unterzubringen.",
        ),
        "fr": (
            "Quel est le tarif pour quarante postes ?",
            "Le prix de la formule supérieure est difficile à faire passer.",
        ),
        "es": (
            "¿Cuál es el precio para cuarenta puestos?",
            "El coste del plan grande es difícil de colocar.",
        ),
        "it": (
            "Qual è il prezzo per quaranta postazioni?",
            "Il costo del piano grande è difficile da far passare.",
        ),
        "pt": ("Qual é o preço para quarenta lugares?", "O custo do plano maior é difícil de encaixar."),
        "nl": (
            "Wat is de prijs voor veertig plekken?",
            "De kosten van het grotere pakket zijn lastig te plaatsen.",
        ),
    },
    "reporting": {
        "en": (
            "I want a dashboard that my managers open every Monday.",
            "Can the weekly report be sent as a file?",
        ),
        "de": ("Ich brauche eine Auswertung für jeden Montag.", "Lassen sich die Kennzahlen je Team zeigen?"),
        "fr": (
            "Je veux un tableau de bord pour chaque lundi.",
            "Les indicateurs par équipe sont-ils possibles ?",
        ),
        "es": ("Quiero un cuadro de mando cada lunes.", "¿Se pueden ver los indicadores por equipo?"),
        "it": ("Voglio un cruscotto per ogni lunedì.", "Si possono vedere gli indicatori per squadra?"),
        "pt": ("Quero um painel para cada segunda-feira.", "Dá para ver os indicadores por equipe?"),
        "nl": ("Ik wil elke maandag een dashboard.", "Kunnen de kengetallen per team getoond worden?"),
    },
    "support": {
        "en": (
            "Who answers when something breaks, and what is the SLA?",
            "Is training for new colleagues part of it?",
        ),
        "de": (
            "Wer hilft uns, wenn etwas klemmt, und wie ist das SLA?",
            "Sind Schulungen für neue Kollegen dabei?",
        ),
        "fr": (
            "Qui nous aide en cas de blocage, quel est le SLA ?",
            "La formation des nouveaux est-elle comprise ?",
        ),
        "es": ("¿Quién nos ayuda, cuál es el SLA?", "¿La formación de los nuevos está incluida?"),
        "it": ("Chi ci aiuta, qual è lo SLA?", "La formazione dei nuovi è compresa?"),
        "pt": ("Quem nos ajuda, qual é o SLA?", "A formação dos novos está incluída?"),
        "nl": ("Wie helpt ons, wat is de SLA?", "Zit de training voor nieuwe collega's erbij?"),
    },
}
"""What people write about a topic; two sentences each in seven languages."""

_FILLER: Mapping[str, Sequence[str]] = {
    "en": (
        "Thanks for your note.",
        "I will come back to you after the weekend.",
        "The room on the second floor is taken.",
    ),
    "de": (
        "Danke für die Nachricht.",
        "Ich melde mich nach dem Wochenende.",
        "Der Raum im zweiten Stock ist belegt.",
    ),
    "fr": (
        "Merci pour votre message.",
        "Je reviens vers vous après le week-end.",
        "La salle du deuxième étage est prise.",
    ),
    "es": (
        "Gracias por su mensaje.",
        "Le escribo después del fin de semana.",
        "La sala del segundo piso está ocupada.",
    ),
    "it": (
        "Grazie per il messaggio.",
        "Le scrivo dopo il fine settimana.",
        "La sala al secondo piano è occupata.",
    ),
    "pt": (
        "Obrigado pela mensagem.",
        "Escrevo depois do fim de semana.",
        "A sala do segundo andar está ocupada.",
    ),
    "nl": (
        "Dank voor het bericht.",
        "Ik kom er na het weekend op terug.",
        "De kamer op de tweede verdieping is bezet.",
    ),
}


@dataclass(frozen=True)
class PlantedPerson:
    """A contact and the truth about them.

    Attributes:
        snapshot: What a CRM would hold.
        channel: The channel they respond to.
        reply_hours: Median hours until they answer a mail.
        start: Hour, by their clock, at which they begin to write.
        end: Hour at which they stop; above 24 if it passes midnight.
        zone: Their time zone if the records tell it; None if hours are those of UTC.
        topic: What they write about most.
        formal: Whether they write formally.
        supports: True for a champion, False for a blocker, None for neither.
    """

    snapshot: ContactSnapshot
    channel: str
    reply_hours: float
    start: float
    end: float
    zone: str | None
    topic: str
    formal: bool
    language: str
    supports: bool | None = None


@dataclass(frozen=True)
class Habits:
    """How strongly habits show."""

    likes: float = 0.9
    """Share of attempts by the preferred channel that are answered."""
    other: float = 0.1
    """The same for the other channels."""
    begins: float = 0.3
    """Share of what happens that they begin."""
    chosen: float = 0.8
    """Share of that for which they take their channel."""
    on_topic: float = 0.75
    stray: float = 0.04
    """Share of what is done outside of the usual hours."""
    spread: float = 0.7
    """Deviation of the log of single waits."""


NOW = datetime(2026, 6, 1, tzinfo=UTC)
"""As of when planted people are seen."""
_DAYS = 150


def planted_person(seed: int, touchpoints: int, habits: Habits = Habits()) -> PlantedPerson:  # frozen
    """Return a person with `touchpoints` touchpoints; equal seeds give equal people."""
    rng = np.random.default_rng(seed)
    country, zone = _COUNTRIES[int(rng.integers(len(_COUNTRIES)))]
    start = float(rng.uniform(0, 24))
    truth = PlantedPerson(
        snapshot=ContactSnapshot(connection="planted", as_of=NOW, contact=_contact(seed, country)),
        channel=CHANNELS[int(rng.integers(len(CHANNELS)))],
        reply_hours=float(np.exp(rng.uniform(np.log(2), np.log(60)))),
        start=start,
        end=start + float(rng.uniform(4, 9)),
        zone=zone,
        topic=str(rng.choice(sorted(TOPICS))),
        formal=bool(rng.random() < 0.5),
        language=str(rng.choice(sorted(_FILLER))),
    )
    made = _Writer(truth, habits, rng).activities(touchpoints)
    return replace(truth, snapshot=truth.snapshot.model_copy(update={"activities": tuple(made)}))


def _contact(seed: int, country: str) -> Contact:
    return Contact(id=f"person-{seed}", first_name="Kim", last_name=f"No {seed}", country=country)


@dataclass
class _Writer:
    """Makes a person's touchpoints, one attempt of ours or one act of theirs after the other."""

    truth: PlantedPerson
    habits: Habits
    rng: np.random.Generator
    made: list[Activity] = field(default_factory=list)

    def activities(self, count: int) -> list[Activity]:
        while len(self.made) < count:
            at = NOW - timedelta(days=float(self.rng.uniform(1, _DAYS)))
            if self.rng.random() < self.habits.begins:
                self._begins(self._channel_chosen(), at)
            else:
                self._is_asked(str(self.rng.choice(CHANNELS)), at, count)
        return sorted(self.made[:count], key=lambda a: (a.at, a.id))

    def _channel_chosen(self) -> str:
        if self.rng.random() < self.habits.chosen:
            return self.truth.channel
        return str(self.rng.choice([c for c in CHANNELS if c != self.truth.channel]))

    def _begins(self, channel: str, at: datetime) -> None:
        self._add(channel, "inbound", self._in_hours(at))

    def _is_asked(self, channel: str, at: datetime, count: int) -> None:
        chance = self.habits.likes if channel == self.truth.channel else self.habits.other
        responds = bool(self.rng.random() < chance)
        if channel != "email":
            self._add(channel, "outbound", at, duration_s=900 if responds else 0)
            return
        thread = f"thread-{len(self.made)}"
        # The answer comes in their hours; so it is the question that lies a wait before it.
        wait = float(np.exp(self.rng.normal(np.log(self.truth.reply_hours), self.habits.spread)))
        answered = self._in_hours(at)
        self._add("email", "outbound", answered - timedelta(hours=wait), thread=thread)
        if responds and len(self.made) < count:
            self._add("email", "inbound", answered, thread=thread)

    def _in_hours(self, day: datetime) -> datetime:
        """The same day at an hour of theirs, or now and then at any."""
        stray = self.rng.random() < self.habits.stray
        hour = float(self.rng.uniform(0, 24) if stray else self.rng.uniform(self.truth.start, self.truth.end))
        clock = ZoneInfo(self.truth.zone or "UTC")
        midnight = day.astimezone(clock).replace(hour=0, minute=0, second=0, microsecond=0)
        return min((midnight + timedelta(hours=hour % 24)).astimezone(UTC), NOW - timedelta(minutes=1))

    def _add(
        self,
        channel: str,
        direction: str,
        at: datetime,
        *,
        thread: str | None = None,
        duration_s: int | None = None,
    ) -> None:
        mail = channel == "email"
        talked = direction == "inbound" or bool(duration_s)
        number = len(self.made)
        self.made.append(
            Activity(
                id=f"{self.truth.snapshot.contact.id}-a{number}",
                type=ActivityType(channel),
                direction=Direction(direction),
                at=at,
                duration_s=duration_s if not mail else None,
                subject=f"Note {number}" if mail else "",
                body=self._words() if talked else "",
                contact_ids=(self.truth.snapshot.contact.id,),
                thread_id=thread or (f"own-{number}" if mail else None),
            )
        )

    def _words(self) -> str:
        language = self.truth.language
        topic = self.truth.topic
        if self.rng.random() > self.habits.on_topic:
            topic = str(self.rng.choice(sorted(TOPICS)))
        about = TOPICS[topic][language]
        filler = _FILLER[language]
        return f"{filler[int(self.rng.integers(len(filler)))]} {about[int(self.rng.integers(len(about)))]}"
