"""The objection handler as the runtime sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ...ports.choosing import ChoiceRequest
from ...ports.feature import Draft
from ...ports.question import Question
from ...ports.writing import Writer
from ...signals import PhraseLibrary, default_library
from .answers import answers_to
from .assessment import Assessment, ObjectionFacts
from .categories import CATEGORIES, NOT_AN_OBJECTION
from .choosing import choose
from .deal import said_before
from .learning import Learned
from .reading import ReadingModel, default_model, read
from .refining import choice, refined
from .wording import draft


class ObjectionHandler:
    """Reads what a buyer objects to and offers answers, each with its reason, its evidence and its claims."""

    key: ClassVar[str] = "objection"
    version: ClassVar[str] = "1"
    subject_type: ClassVar[str] = "objection"
    topics: ClassVar[tuple[str, ...]] = CATEGORIES

    def __init__(self, model: ReadingModel | None = None, library: PhraseLibrary | None = None) -> None:
        """Create the feature.

        Args:
            model: Weights of the reading; those of the package if left out.
            library: Phrases to look for in the deal's texts; the built-in ones if left out.
        """
        self._model = model
        self._library = library

    def facts(self, question: Question, learned: Mapping[str, Any] | None) -> ObjectionFacts:
        """Read the text, and the deal for what the buyer said before."""
        del learned
        reading = read(question.text, self._model or default_model(), question.language)
        reading = refined(reading, question.chosen)
        first, *also = reading.found
        said = (
            said_before(question.snapshot, first.category, self._library or default_library())
            if question.snapshot is not None and first.category != NOT_AN_OBJECTION
            else []
        )
        return ObjectionFacts(question, reading, first, also, said)

    def choice(self, facts: ObjectionFacts) -> ChoiceRequest | None:
        """Return what a model may choose: which of several objections comes first."""
        return choice(facts)

    def topic(self, facts: ObjectionFacts) -> str:
        """Return the category that is answered."""
        return facts.first.category

    def assess(self, facts: ObjectionFacts, learned: Mapping[str, Any] | None) -> Assessment:
        """Choose answers.

        Raises:
            UserInputError: a tone was asked for that there is nothing in.
        """
        question, category = facts.question, facts.first.category
        answers = answers_to(question, category, facts.reading.language)
        choices, considered = choose(question, category, answers, Learned.of(learned, category))
        return Assessment(facts, choices, considered)

    def word(self, assessment: Assessment, writer: Writer) -> Draft:
        """Put the answers into words."""
        return draft(assessment, writer)
