"""How well passages are found: 67 questions in seven languages on 38 passages, most of them English.

Beside the local index stands BM25 over words, which is what most search boxes are. Nothing is timed. The questions were
written before the first ranking; the weights and the cut were then chosen with them in sight, and the words by concept
have the same author, so expect less on documents of another trade.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from crm_ai_plugin.search import FITS, NEARNESS, Corpus, fuse, local_space

LABELLED = Path(__file__).parent / "data" / "search_labelled.yaml"
_DEPTH = 10

Ranking = Callable[[str], Sequence[tuple[str, float]]]


@dataclass(frozen=True)
class Size:
    """Questions that are tried; 0: all."""

    questions: int


FULL = Size(questions=0)
TINY = Size(questions=12)


def run(size: Size) -> None:
    """Measure and print."""
    labelled = yaml.safe_load(LABELLED.read_text(encoding="utf-8"))
    questions = labelled["queries"][: size.questions or None]
    same = [q for q in questions if any(one.startswith(q["language"]) for one in q["answers"])]
    across = [q for q in questions if q not in same]
    local, plain = rankings(labelled["passages"])
    print(f"{'':34}{'first':>8}{'in first 3':>12}{'MRR':>8}{'nDCG@10':>9}")
    for name, asked in (("all", questions), ("same language", same), ("across languages", across)):
        for side, ranking in (("local index", local), ("BM25 over words", plain)):
            found = figures(asked, ranking)
            print(
                f"{name + ': ' + side:34}"
                + "".join(f"{x:>{w}.3f}" for x, w in zip(found, (8, 12, 8, 9), strict=True))
            )
    shown = [(q, local(q["text"])[0]) for q in questions]
    fitting = [(q, key) for q, (key, score) in shown if score >= FITS]
    right = sum(key in q["answers"] for q, key in fitting)
    quiet = sum(local(q["text"])[0][1] < FITS for q in labelled["unanswered"])
    print(
        f"first said to fit: {len(fitting)} of {len(questions)} questions, right in {right}; "
        f"silent on {quiet} of {len(labelled['unanswered'])} questions that nothing answers"
    )


def rankings(passages: Mapping[str, str]) -> tuple[Ranking, Ranking]:
    """Return the local index's ranking, and that of BM25 over words, best first."""
    corpus, space = Corpus(), local_space()
    for key, text in passages.items():
        corpus.add(key, text)
    vectors = {key: space.vector(text) for key, text in passages.items()}

    def local(query: str) -> Sequence[tuple[str, float]]:
        near = space.vector(query)
        nearness = {key: float(vector @ near) for key, vector in vectors.items()}
        return fuse(corpus.ask(query), nearness, NEARNESS["local"], passages)

    return local, corpus.plain


def figures(questions: Sequence[Mapping[str, Any]], ranking: Ranking) -> tuple[float, float, float, float]:
    """Return the share answered by the first, by one of the first three, mean reciprocal rank, and nDCG at 10."""
    first = three = reciprocal = gain = 0.0
    for question in questions:
        right = set(question["answers"])
        places = [at for at, (key, _) in enumerate(ranking(question["text"])) if key in right]
        first += bool(places and places[0] == 0)
        three += bool(places and places[0] < 3)
        reciprocal += 1 / (1 + places[0]) if places else 0.0
        best = sum(1 / np.log2(at + 2) for at in range(len(right)))
        gain += sum(1 / np.log2(at + 2) for at in places if at < _DEPTH) / best
    n = max(1, len(questions))
    return first / n, three / n, reciprocal / n, gain / n
