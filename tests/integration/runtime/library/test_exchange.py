"""The library as a file: out, in again, and in from somebody else."""

from __future__ import annotations

import pytest

from crm_ai_plugin.errors import ConflictError
from crm_ai_plugin.runtime.objections.library.exchange import Incoming
from crm_ai_plugin.runtime.objections.library.notations import NOTATIONS
from crm_ai_plugin.runtime.services import Services
from tests.integration.runtime.library.acts import (
    CLAIM,
    TEMPLATE,
    W,
    approved,
    deeds,
    on_each,
    wish,
)


def exported(services: Services, notation="json") -> str:
    return services.objections.exchange.export(W, notation)


def bring(services: Services, text: str, notation="json", by="imp", workspace=W, dry_run=False, **changes):
    incoming = Incoming(f"library.{notation}", notation, text, by, **changes)
    return services.objections.exchange.import_(workspace, incoming, dry_run=dry_run)


@pytest.mark.parametrize("notation", NOTATIONS)
def test_what_went_out_comes_in_again_and_changes_nothing(services, library, notation):
    approved(library, "leave")
    approved(
        library, "play", TEMPLATE | {"sentences": ["Fits {company}.", {"claim": "leave"}, 'Yes; a, "b".']}
    )
    library.edit(W, "play", wish(TEMPLATE | {"why": "Ärger: 1 % weniger"}))
    library.add(W, wish(CLAIM | {"language": "de", "text": "Überall möglich."}), "no")
    text = exported(services, notation)
    same = bring(services, text, notation)
    assert (same.unchanged, same.added, same.changed, same.refused) == (["leave", "no", "play"], [], [], [])
    assert not same.stored
    assert exported(services, notation) == text
    with services.store.system() as system:
        system.workspaces.ensure("copy", "copy")
    first = bring(services, text, notation, workspace="copy")
    assert sorted(first.added) == ["leave", "no", "play"]
    assert {one.state for one in library.list("copy")} == {"draft"}
    assert {one.latest.owner for one in library.list("copy")} == {"anna"}
    assert [one.latest.content for one in library.list("copy")] == [
        one.latest.content for one in library.list(W)
    ]


@on_each
def test_an_import_that_is_signed_off_is_in_use_at_once(services, library):
    text = '[{"kind": "claim", "language": "en", "text": "It runs in Europe.", "topics": ["price"]}]'
    with pytest.raises(ConflictError):
        bring(services, text, approved_by="IMP")
    assert library.list(W) == []
    outcome = bring(services, text, approved_by="ben")
    assert outcome.added == outcome.approved
    (entry,) = library.list(W)
    assert (entry.state, entry.latest.author, entry.latest.decided_by) == ("approved", "imp", "ben")
    again = bring(services, text, approved_by="ben")
    assert (again.unchanged, again.approved, again.stored) == (outcome.added, [], False)
    assert ("imp", "library_imported", "library") in deeds(services)


def test_a_draft_that_was_imported_is_approved_by_importing_it_signed_off(services, library):
    text = (
        '[{"kind": "claim", "id": "eu", "language": "en", "text": "It runs in Europe.", "topics": ["price"]}]'
    )
    bring(services, text)
    assert bring(services, text, approved_by="ben").approved == ["eu"]
    assert library.get(W, "eu").in_use == 1


@on_each
def test_with_one_bad_row_nothing_comes_in(services, library):
    text = (
        "kind,id,language,topics,text\n"
        "claim,good,en,price,It runs in Europe.\n"
        "claim,bad,en,price,Write to ann@acme.example.\n"
        'claim,worse,xx,nonsense,"<b>bold</b>"\n'
        "claim,good,en,price,It runs in Asia.\n"
        "claim,short\n"
    )
    outcome = bring(services, text, "csv")
    assert not outcome.stored
    assert library.list(W) == []
    told = [(one.file, one.line, one.column) for one in outcome.refused]
    assert told == [
        ("library.csv", 3, "text"),
        ("library.csv", 4, "language"),
        ("library.csv", 5, "id"),
        ("library.csv", 6, None),
    ]
    assert "e-mail" in outcome.refused[0].reason
    assert "acme" not in str(outcome.refused)


def test_a_dry_run_stores_nothing(services, library):
    text = "- {kind: claim, id: eu, language: en, topics: [price], text: It runs in Europe.}\n"
    outcome = bring(services, text, "yaml", dry_run=True)
    assert (outcome.added, outcome.stored) == (["eu"], False)
    assert library.list(W) == []
    with services.store.workspace(W) as session:
        assert session.library.state().turn == 0
