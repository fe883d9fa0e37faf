"""The persona as the runtime sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from ...ports.feature import Draft
from ...ports.person import PersonHistory
from ...ports.writing import Writer
from ...records import ContactSnapshot
from ...signals import PhraseLibrary
from .assessment import PersonAssessment, PersonFacts
from .keeping import pack, unpack
from .learning import learn, usable
from .overrides import hold
from .touchpoints import Touchpoints
from .traits import measure_traits
from .wording import draft, said_in_words
from .words import catalogue


class Persona:
    """Says how a contact behaves with us, from what was observed, with evidence for every statement."""

    key: ClassVar[str] = "persona"
    version: ClassVar[str] = "1"
    subject_type: ClassVar[str] = "contact"

    def __init__(self, library: PhraseLibrary | None = None, language: str = "en") -> None:
        """Create the feature.

        Args:
            library: Phrases to look for in texts; the built-in ones if left out.
            language: Language of the engine's own wording.

        Raises:
            KeyError: there is no wording in `language`.
        """
        self._library = library
        self._words = catalogue(language)

    def learn(self, people: Iterable[ContactSnapshot], now: datetime) -> Mapping[str, Any]:
        """Return what is usual among people in similar roles; see :mod:`.learning`."""
        return learn(people, now, self._library)

    def facts(
        self,
        snapshot: ContactSnapshot,
        learned: Mapping[str, Any] | None,
        kept: bytes | None = None,
    ) -> PersonFacts:
        """Stitch the touchpoints and measure every trait as of the snapshot."""
        points = Touchpoints(snapshot, self._library, unpack(kept, snapshot.activities, self._library))
        return PersonFacts(points, measure_traits(points, usable(learned)))

    def keep(self, facts: PersonFacts) -> bytes:
        """Return what was read, so that the next time only new texts are read; it holds no words of anybody's."""
        return pack(facts.points.past, self._library)

    def assess(self, facts: PersonFacts, history: PersonHistory) -> PersonAssessment:
        """Set what was observed against what people decided."""
        said = said_in_words(facts.traits, self._words)
        return PersonAssessment(facts, hold(facts.traits, said, history.overrides), history)

    def word(self, assessment: PersonAssessment, writer: Writer) -> Draft:
        """Put the assessment into words."""
        return draft(assessment, writer, self._words)
