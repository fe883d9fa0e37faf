"""Every public method of every repository, called for B with the names of A's rows, gives B nothing of A's."""

from __future__ import annotations

from functools import cached_property

import pytest

from crm_ai_plugin.errors import NotFoundError
from crm_ai_plugin.store import (
    WorkspaceSession,
)
from tests.contract.store.isolation_filling import FILL, insight
from tests.contract.store.isolation_trying import CHANGE, READ
from tests.fixtures.stores import NOON


def fill(store, workspace_id):
    with store.workspace(workspace_id) as ws:
        for write in FILL.values():
            write(ws)


def everything(store, workspace_id):
    """All that the workspace can read; what was missing is None."""
    found = {}
    with store.workspace(workspace_id) as ws:
        for name, read in READ.items():
            try:
                found[name] = read(ws)
            except NotFoundError:
                found[name] = None
    return found


def test_every_public_method_is_tried_here():
    with_repositories = [
        (name, attribute.func.__annotations__["return"])
        for name, attribute in vars(WorkspaceSession).items()
        if isinstance(attribute, cached_property)
    ]
    import crm_ai_plugin.store.sessions as module

    public = {
        f"{name}.{method}"
        for name, kind in with_repositories
        for method in dir(getattr(module, kind))
        if not method.startswith("_")
    }
    # Makers of values: they read nothing.
    public -= {"erasures.marker", "erasures.scrubber_for"}
    assert public == FILL.keys() | READ.keys() | CHANGE.keys()


def test_nothing_of_another_workspace_can_be_read(store):
    fill(store, "a")
    nothing = [name for name, found in everything(store, "a").items() if not found]
    assert nothing == [], "the test would prove nothing"
    assert not any(everything(store, "b").values())


def test_the_same_names_in_two_workspaces_are_two_things(store):
    fill(store, "a")
    before = everything(store, "a")
    fill(store, "bbb")
    with store.workspace("bbb") as ws:
        ws.insights.add(insight(ws, 2))
    assert everything(store, "a") == before
    assert all(everything(store, "bbb").values())
    assert everything(store, "bbb") != before


@pytest.mark.parametrize("name", sorted(CHANGE))
def test_nothing_of_another_workspace_can_be_changed(store, name):
    fill(store, "a")
    with store.workspace("a") as ws:
        claims = (
            ws.work.claim("c", "deal", "1", NOON, 60),
            ws.outbox.claim("dlv_1", NOON, 60),
            ws.syncs.claim("c", NOON, 60),
            ws.prompts.running("deal_coach").id,
            ws.notices.claim("ntc_1", NOON, 60),
            ws.learned.serving("deal_coach").id,
        )
        assert all(claims)
    before = everything(store, "a")
    try:
        with store.workspace("b") as ws:
            assert not CHANGE[name](ws, claims)
    except NotFoundError:
        pass
    assert everything(store, "a") == before
    with store.workspace("a") as ws:
        assert ws.work.finish(claims[0])
        assert ws.outbox.done(claims[1], {})
