"""The labelled sentences: templates with alternatives, by category, language and round of writing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml

from ..categories import AGREEMENT, NOT_AN_OBJECTION

_WORDS = re.compile(r"\w+")
_SAME, _INSIDE, _LONG = 0.6, 0.8, 5
"""Words that two sentences share of all they have, or that one has inside the other, from which they are near."""
_CHOICE = re.compile(r"\{([^{}]*)\}")
_MOST = 3
"""Sentences made of one template: enough to show what varies."""


@dataclass(frozen=True)
class Labelled:
    """One sentence. `label` is one of the model's classes, `says` what a reading should say. `group` names its template: sentences of one group stay on one side of every split.

    A template and its translations share the group, because names, numbers and loan words are the same in them.
    `weight` is the template's, divided among its sentences.
    """

    text: str
    label: str
    language: str
    group: str
    weight: float

    @property
    def says(self) -> str:
        """What a reading of it should say."""
        return NOT_AN_OBJECTION if self.label == AGREEMENT else self.label


def training_sentences() -> list[Labelled]:
    """Return what the model is trained on."""
    return [
        one
        for round_ in sorted(_data("sentences").iterdir(), key=lambda entry: entry.name)
        for one in _sentences(round_, round_.name)
    ]


def held_out_sentences() -> list[Labelled]:
    """Return what the model is measured with and never trained on.

    They were written without looking at the others. What is the same word for word by accident ("Not interested,
    thanks") is left out: it would only show that the model remembers.
    """
    trained = {one.text.casefold() for one in training_sentences()}
    return [one for one in _sentences(_data("held_out"), "held_out") if one.text.casefold() not in trained]


def blind_sentences() -> list[Labelled]:
    """Return what the model is measured with and nobody looked at while it was made: mails, call notes, chat.

    They were written before the last two rounds of training sentences, which were compared with them by a program
    alone: what came near one of them was taken out, see :func:`near`.
    """
    return list(_sentences(_data("blind"), "blind"))


def near(text: str, others: Iterable[str]) -> bool:
    """Whether `text` has most words in common with one of `others`, or lies nearly whole inside of one."""
    own = set(_WORDS.findall(text.casefold()))
    for other in others:
        theirs = set(_WORDS.findall(other.casefold()))
        shared = len(own & theirs)
        if shared >= _SAME * len(own | theirs) or (len(own) >= _LONG and shared >= _INSIDE * len(own)):
            return True
    return False


def fingerprint() -> str:
    """Name everything that the weights follow from, so that a test sees when they are out of date."""
    digest = hashlib.sha256()
    for folder in ("sentences", "rules"):
        for entry in _files(_data(folder)):
            digest.update(entry.read_bytes())
    for name in ("concepts.yaml", "stance.yaml"):
        digest.update(_data(name).read_bytes())
    return digest.hexdigest()[:32]


def _sentences(folder: Traversable, round_: str) -> Iterator[Labelled]:
    for entry in _files(folder):
        by_label: dict[str, list[str]] = yaml.safe_load(entry.read_text(encoding="utf-8"))
        language = entry.name.removesuffix(".yaml")
        for label, templates in by_label.items():
            for at, template in enumerate(templates):
                texts = expand(template)
                for text in texts:
                    yield Labelled(text, label, language, f"{round_}/{label}/{at}", 1.0 / len(texts))


def expand(template: str) -> Sequence[str]:
    """Return sentences in which each alternative of ``{a|b}`` occurs, up to three: not every combination."""
    choices = [choice.split("|") for choice in _CHOICE.findall(template)]
    count = min(_MOST, max((len(choice) for choice in choices), default=1))
    found = []
    for turn in range(count):
        parts = iter(choices)
        found.append(_CHOICE.sub(lambda _, turn=turn, parts=parts: _pick(next(parts), turn), template))  # type: ignore[misc]  # bound now, used now
    return list(dict.fromkeys(found))


def _pick(choice: Sequence[str], turn: int) -> str:
    return choice[turn % len(choice)]


def _files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry)
        elif entry.name.endswith(".yaml"):
            yield entry


def _data(name: str) -> Traversable:
    return files("crm_ai_plugin.features.objection") / "data" / name
