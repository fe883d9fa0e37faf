"""``python -m crm_ai_plugin.features.objection.training [FILE …]``: writes the model file and prints how good it is.

Each ``FILE`` is a JSON object of lists of ``[text, label]`` such as CLINC150's: every text in it is about something else, and
should be refused.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ..categories import LANGUAGES
from ..reading.language import language_row
from ..reading.model import FILE
from ..reading.read import label_of, read
from .evaluate import score
from .labelled import held_out_sentences
from .train import train


def main(arguments: list[str]) -> None:
    """Train, write, and print the figures of docs/explanation/objections.md."""
    trained = train()
    model = trained.model
    model.save(Path(__file__).parent.parent / "data" / FILE)
    held_out = held_out_sentences()
    print("language  held-out F1  refused  cross-validated F1  refused  language right")
    for language in LANGUAGES:
        tried = [one for one in held_out if one.language == language]
        fresh = score(
            [one.label for one in tried],
            [read(one.text, model).first.category for one in tried],
            [one.weight for one in tried],
        )
        own = [i for i, one in enumerate(trained.sentences) if one.language == language]
        unseen = score(
            [trained.sentences[i].label for i in own],
            [label_of(trained.unseen[i], model.threshold) for i in own],
            [trained.sentences[i].weight for i in own],
        )
        told = [
            LANGUAGES[int(model.languages.probabilities(language_row(one.text)).argmax())] == language
            for one in tried
        ]
        print(
            f"{language:8}  {fresh.macro_f1:11.3f}  {fresh.refused:7.3f}  {unseen.macro_f1:18.3f}"
            f"  {unseen.refused:7.3f}  {sum(told) / len(told):14.3f}"
        )
    for name in arguments:
        given = json.loads(Path(name).read_text(encoding="utf-8"))
        for part, rows in given.items():
            texts = [row[0] for row in rows]
            refused = sum(read(text, model).first.category == "not_an_objection" for text in texts)
            print(f"{part}: {refused / len(texts):.4f} of {len(texts)} refused")


if __name__ == "__main__":
    main(sys.argv[1:])
