"""Answering an objection with the engine alone, out of 10,000 approved entries of the workspace's library.

The whole way: the library and what was learned of each of its answers come from the database, and the answer is stored
there, and 10,000 earlier objections and 10,000 passages of documents are searched for it. Beside it stands reading the sentence alone: what ranking, claims, wording and storing cost on top. `after a
change` is the first question after somebody approved another entry, `first` that of a process that has read nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

from crm_ai_plugin.features.objection.categories import CATEGORIES
from crm_ai_plugin.features.objection.reading import default_model, read
from crm_ai_plugin.features.objection.training.labelled import held_out_sentences, training_sentences
from crm_ai_plugin.ports.clock import system_clock
from crm_ai_plugin.runtime.objections.asking import Asked
from crm_ai_plugin.runtime.objections.library.exchange import Incoming
from crm_ai_plugin.runtime.objections.library.keeping import Wish
from crm_ai_plugin.runtime.objections.library.shelf import Shelf
from crm_ai_plugin.runtime.searching.indexes import embed_locally
from crm_ai_plugin.runtime.services import Services
from crm_ai_plugin.settings import Settings
from crm_ai_plugin.store import DocumentRow, ObjectionRow, PassageRow, ResponseRow, Store

from .support import servers
from .support.errors import BenchmarkError
from .support.measure import quantile
from .support.postgres import postgres

W = servers.WORKSPACE
TONES = ("aggressive", "consultative", "empathetic")
CLAIMS_IN = 5
"""One entry in so many is a claim."""


@dataclass(frozen=True)
class Size:
    """Entries of the library, questions asked, and of those how many follow a change."""

    entries: int
    questions: int
    changes: int
    postgres: bool


FULL = Size(entries=10_000, questions=400, changes=20, postgres=True)
TINY = Size(entries=100, questions=10, changes=2, postgres=False)


def run(size: Size) -> None:
    """Measure and print."""
    print(f"{size.entries} entries, {size.questions} questions{'p50 ms':>18}{'p95 ms':>10}   target p95")
    with servers.home() as folder:
        url = f"sqlite:///{folder / 'library.db'}"
        _measure("SQLite", folder, url, size)
        if size.postgres:
            with postgres(folder / "pg") as found:
                if found is not None:
                    _measure("PostgreSQL", folder, found, size)


def _measure(database: str, folder: Path, url: str, size: Size) -> None:
    store = Store.open(url)
    store.upgrade()
    store.close()
    services = Services(Settings.load(env_file=None, home=folder, database_url=url))
    try:
        with services.store.system() as system:
            system.workspaces.ensure(W, W)
        rows = [_claim(at) if at % CLAIMS_IN == 0 else _template(at) for at in range(size.entries)]
        took = _timed(lambda: _import(services, rows))
        _log(services, rows)
        _more_objections(services, size.entries - sum(row["kind"] == "template" for row in rows))
        _documents(services, size.entries)
        with services.store.workspace(W) as session:
            embedding = _timed(lambda: embed_locally(session, "objections"))
            embedding += _timed(lambda: embed_locally(session, "passages"))
        texts = [one.text for one in held_out_sentences()]
        indexing = _timed(lambda: _ask(services, texts[0]))  # loads the models, and indexes all texts
        fresh = Shelf(services.store)
        first = _timed(lambda: fresh.library(W))
        answers = [_timed(lambda t=t: _ask(services, t)) for t in _round(texts, size.questions)]  # type: ignore[misc]
        reads = [_timed(lambda t=t: read(t, default_model())) for t in _round(texts, size.questions)]  # type: ignore[misc]
        changed = []
        for at, text in enumerate(_round(texts, size.changes)):
            _approve_one(services, at)
            changed.append(_timed(lambda t=text: _ask(services, t)))  # type: ignore[misc]
        compares = services.store.compares_vectors
    finally:
        services.close()
    for name, times, target in (
        ("answer", answers, "300"),
        ("answer after a change", changed, "300"),
        ("reading alone", reads, ""),
    ):
        label = f"{database}: {name}"
        print(f"{label:36}{quantile(times, 0.5) * 1e3:>10.1f}{quantile(times, 0.95) * 1e3:>10.1f}   {target}")
    print(f"{database}: first reading of the library {first:.2f} s; import of all entries {took:.1f} s")
    found = "pgvector" if compares else "numpy"
    print(
        f"{database}: {size.entries} earlier objections and {size.entries} passages searched with {found}; "
        f"giving them their vectors {embedding:.1f} s, first answer of a process {indexing:.1f} s"
    )


def _import(services: Services, rows: Sequence[Mapping[str, Any]]) -> None:
    incoming = Incoming("library.json", "json", json.dumps(rows), "author", "approver")
    done = services.objections.exchange.import_(W, incoming)
    if len(done.approved) != len(rows):
        raise BenchmarkError(f"only {len(done.approved)} entries came in")


def _log(services: Services, rows: Sequence[Mapping[str, Any]]) -> None:
    """Let each template have been shown and looked at once, so that there is something to have learned of it."""
    at = system_clock() - timedelta(days=1)
    shown = [row for row in rows if row["kind"] == "template"]
    said = _sentences()
    common: dict[str, Any] = {"language": "en", "segment": "", "at": at}
    with services.store.workspace(W) as session:
        for number, row in enumerate(shown):
            topic = row["topics"][0]
            asked = ObjectionRow(
                f"obj_{number}", f"obj_{number}", next(said), category=topic, connection=None, deal_id=None,
                contact_id=None, asked_by="bench", insight_id="-", **common,
            )  # fmt: skip
            answer = ResponseRow(
                f"rsp_{number}", asked.id, f"{row['id']}@1", topic, row["tones"][0], position=1, propensity=0.3,
                forecast=0.3, seen=1.0, reward=number % 3 / 3, **common,
            )  # fmt: skip
            session.objections.add(asked, [answer])


def _more_objections(services: Services, most: int) -> None:
    """Add objections that nobody answered, so that as many are searched as the library has entries."""
    said = _sentences()
    at = system_clock() - timedelta(days=2)
    with services.store.workspace(W) as session:
        for number in range(most):
            row = ObjectionRow(
                f"obj_more_{number}", f"obj_more_{number}", next(said), language="en", category=CATEGORIES[number % 14],
                segment="", connection=None, deal_id=None, contact_id=None, asked_by="bench", insight_id="-", at=at,
            )  # fmt: skip
            session.objections.add(row, [])


def _documents(services: Services, passages: int) -> None:
    """Add documents of 200 passages, each as long as a paragraph."""
    said = _sentences()
    with services.store.workspace(W) as session:
        for first in range(0, passages, 200):
            id_ = f"doc_{first}"
            row = DocumentRow(
                id_,
                f"{first}.md",
                f"Document {first}",
                "text/markdown",
                id_,
                1,
                1,
                None,
                200,
                "b",
                system_clock(),
            )
            session.knowledge.add(
                row,
                [
                    PassageRow(f"psg_{at}", id_, at, None, "", " ".join(islice(said, 12)))
                    for at in range(first, min(first + 200, passages))
                ],
            )


def _sentences() -> Iterator[str]:
    """Yield what buyers say, in seven languages, each time with another number in it."""
    sentences = [one.text for one in training_sentences()]
    return (f"{sentences[at * 7 % len(sentences)]} No. {at}." for at in count())


def _ask(services: Services, text: str) -> None:
    services.objections.ask(W, Asked(text=text, by="bench", tones=TONES))


def _approve_one(services: Services, at: int) -> None:
    library = services.objections.library
    content = _claim(at) | {"text": f"Statement {at} is new."}
    del content["id"]
    library.add(W, Wish(content, "author"), f"new-{at}")
    library.submit(W, f"new-{at}", "author")
    library.approve(W, f"new-{at}", "approver")


def _claim(at: int) -> dict[str, Any]:
    topic = CATEGORIES[at // CLAIMS_IN % 14]
    text = f"Statement {at} says what is so."
    return {"kind": "claim", "id": f"clm-{at}", "language": _language(at), "topics": [topic], "text": text}


def _template(at: int) -> dict[str, Any]:
    claim = at // CLAIMS_IN * CLAIMS_IN
    return {
        "kind": "template",
        "id": f"tpl-{at}",
        "language": _language(claim),
        "topics": [CATEGORIES[at % 14]],
        "tones": [TONES[at // 14 % 3]],
        "sentences": [f"Answer number {at} of the library.", {"claim": f"clm-{claim}"}],
        "ask": "Shall we?",
        "why": "When it fits.",
    }


def _language(at: int) -> str:
    return ("en", "de")[at // 40 % 2]


def _round(texts: Sequence[str], count: int) -> Iterator[str]:
    return (texts[at % len(texts)] for at in range(count))


def _timed(do: Callable[[], object]) -> float:
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin
