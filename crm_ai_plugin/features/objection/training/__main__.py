"""``python -m crm_ai_plugin.features.objection.training [FILE …]``: writes the model file and prints how good it is.

Each ``FILE`` is a JSON object of lists of ``[text, label]`` such as CLINC150's: every text in it is about something else, and
should be refused.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ..categories import LANGUAGES
from ..reading.model import FILE
from ..reading.read import label_of, read
from .evaluate import score
from .labelled import Labelled, blind_sentences, held_out_sentences
from .train import train

PLAIN = frozenset({"first", "second", "third"})
"""Rounds of plain sentences. The later ones are hard on purpose: agreement in the words of objections, call notes, chat."""


def main(arguments: list[str]) -> None:
    """Train, write, and print the figures of docs/explanation/objections.md."""
    trained = train()
    model = trained.model
    model.save(Path(__file__).parent.parent / "data" / FILE)
    print(f"an objection from {model.threshold:.3f} on")
    sets = {"held out": held_out_sentences(), "blind": blind_sentences()}
    print(
        "language   "
        + "".join(f"{name:>10} F1   refused" for name in (*sets, "plain", "unseen"))
        + "  language right"
    )
    for language in LANGUAGES:
        line = f"{language:8}"
        told: list[bool] = []
        for sentences in sets.values():
            tried = [one for one in sentences if one.language == language]
            readings = [read(one.text, model) for one in tried]
            line += _figures(tried, [reading.first.category for reading in readings])
            told += [reading.language == language for reading in readings]
        for rounds in (PLAIN, None):
            own = [
                i
                for i, one in enumerate(trained.sentences)
                if one.language == language and (rounds is None or one.group.split("/")[0] in rounds)
            ]
            line += _figures(
                [trained.sentences[i] for i in own],
                [label_of(trained.unseen[i], model.threshold) for i in own],
            )
        print(f"{line}  {sum(told) / len(told):14.3f}")
    for name in arguments:
        given = json.loads(Path(name).read_text(encoding="utf-8"))
        for part, rows in given.items():
            texts = [row[0] for row in rows]
            refused = sum(read(text, model).first.category == "not_an_objection" for text in texts)
            print(f"{part}: {refused / len(texts):.4f} of {len(texts)} refused")


def _figures(tried: Sequence[Labelled], said: Sequence[str]) -> str:
    found = score([one.says for one in tried], said, [one.weight for one in tried])
    return f"  {found.macro_f1:11.3f}   {found.refused:7.3f}"


if __name__ == "__main__":
    main(sys.argv[1:])
