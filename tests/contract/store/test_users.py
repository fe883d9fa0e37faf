from __future__ import annotations

from datetime import timedelta

import pytest

from crm_ai_plugin.errors import ConflictError, NotFoundError
from crm_ai_plugin.store import Store, api_key_id
from tests.fixtures.stores import NOON


@pytest.fixture
def acme(store):
    with store.system() as s:
        for name in ("acme", "other"):
            s.workspaces.ensure(name, name)
    return store


def add(system, workspace="acme", login="ada@acme.example", **more):
    return system.users.add(workspace, login, "Ada", "admin", "hash", **more)


def later(store, **pause):
    """The same database, some time later."""
    return Store(store.engine, clock=lambda: NOON + timedelta(**pause))


def test_a_login_is_somebodys_once_and_the_first_is_first_once(acme):
    with acme.system() as s:
        assert not s.users.any("acme")
        ada = add(s, first=True)
        assert s.users.any("acme")
        assert not s.users.any("other")
        assert s.users.by_login("ada@acme.example") == ada
        assert s.users.by_login("eve") is None
        for workspace, login, first in (
            ("acme", "bob", True),
            ("other", "ada@acme.example", True),
            ("acme", "ada@acme.example", False),
        ):
            with pytest.raises(ConflictError):
                add(s, workspace, login, first=first)
        bob = add(s, login="bob")
        assert s.users.list("acme") == [ada, bob]
        assert s.users.list("other") == []
        assert "ada" not in repr(ada)
        assert "hash" not in repr(ada)


def test_a_session_is_known_by_its_secret_which_is_stored_nowhere(acme):
    with acme.system() as s:
        ada = add(s)
        id_, secret = s.user_sessions.open(ada.id)
        found = s.user_sessions.resolve(secret)
        assert (found.id, found.user_id, found.workspace_id, found.role) == (id_, ada.id, "acme", "admin")
        assert s.user_sessions.resolve(secret + "x") is None
        assert s.user_sessions.resolve("") is None
        s.user_sessions.close(id_)
        assert s.user_sessions.resolve(secret) is None
        _, again = s.user_sessions.open(ada.id)
    with acme.engine.connect() as connection:
        assert again not in repr(connection.exec_driver_sql("SELECT * FROM user_sessions").all())


def test_a_secret_that_was_replaced_counts_for_a_moment(acme):
    with acme.system() as s:
        _, old = s.user_sessions.open(add(s).id)
        fresh = s.user_sessions.rotate(old)
        assert fresh is not None
        assert s.user_sessions.rotate(old) is None, "of two requests at once one rotates"
        assert s.user_sessions.resolve(old) == s.user_sessions.resolve(fresh) is not None
    with later(acme, seconds=61).system() as s:
        assert s.user_sessions.resolve(old) is None
        assert s.user_sessions.resolve(fresh) is not None


def test_who_goes_or_changes_a_passphrase_is_signed_out_everywhere(acme):
    with acme.system() as s:
        ada, bob = add(s), add(s, login="bob")
        secrets = [s.user_sessions.open(one.id)[1] for one in (ada, ada, bob)]
        with pytest.raises(NotFoundError):
            s.users.set_passphrase("other", ada.id, "new")
        s.users.set_passphrase("acme", ada.id, "new")
        assert s.users.by_login(ada.login).passphrase == "new"
        assert [s.user_sessions.resolve(one) is None for one in secrets] == [True, True, False]
        with pytest.raises(NotFoundError):
            s.users.remove("other", bob.id)
        s.users.remove("acme", bob.id)
        assert s.user_sessions.resolve(secrets[2]) is None
        assert s.users.by_login("bob") is None


def test_sessions_that_are_over_are_cleared_away(acme):
    with acme.system() as s:
        ada = add(s)
        _, secret = s.user_sessions.open(ada.id)
        assert s.user_sessions.prune(NOON, NOON) == 0
    with later(acme, hours=1).system() as s:
        s.user_sessions.seen(s.user_sessions.resolve(secret).id)
        assert s.user_sessions.prune(NOON, NOON + timedelta(hours=1)) == 0
        assert s.user_sessions.prune(NOON, NOON + timedelta(hours=1, seconds=1)) == 1


def test_failures_in_a_row_are_counted_and_forgotten(acme):
    hour = timedelta(hours=1)
    with acme.system() as s:
        assert s.sign_in_failures.of("login:ada") is None
        for _ in range(3):
            s.sign_in_failures.count("login:ada", hour)
        assert s.sign_in_failures.of("login:ada") == (3, NOON)
        assert s.sign_in_failures.of("login:bob") is None
        s.sign_in_failures.forget("login:ada")
        assert s.sign_in_failures.of("login:ada") is None
        s.sign_in_failures.count("login:ada", hour)
    with later(acme, hours=2).system() as s:
        s.sign_in_failures.count("login:ada", hour)
        assert s.sign_in_failures.of("login:ada") == (1, NOON + 2 * hour)
        assert s.sign_in_failures.prune(NOON + 2 * hour) == 0
        assert s.sign_in_failures.prune(NOON + 3 * hour) == 1


def test_a_try_that_was_no_failure_is_given_back(acme):
    hour = timedelta(hours=1)
    with acme.system() as s:
        assert s.sign_in_failures.held("login:ada") == (0, NOON)
        assert s.sign_in_failures.count("login:ada", hour) == NOON
    soon, sooner = NOON + timedelta(minutes=1), NOON + timedelta(minutes=2)
    with later(acme, minutes=1).system() as s:
        assert s.sign_in_failures.held("login:ada") == (1, NOON)
        assert s.sign_in_failures.count("login:ada", hour) == soon
        s.sign_in_failures.give_back("login:ada", soon, NOON)
        assert s.sign_in_failures.of("login:ada") == (1, NOON)
        assert s.sign_in_failures.count("login:ada", hour) == soon
    with later(acme, minutes=2).system() as s:
        s.sign_in_failures.count("login:ada", hour)
        s.sign_in_failures.give_back("login:ada", soon, NOON)
        assert s.sign_in_failures.of("login:ada") == (2, sooner), "somebody else's was the last"


def test_a_token_works_once_until_it_is_over(acme):
    end = NOON + timedelta(minutes=2)
    with acme.system() as s:
        assert s.used_tokens.use("t-1", end)
        assert not s.used_tokens.use("t-1", end)
        assert s.used_tokens.use("t-2", end)
    with later(acme, minutes=3).system() as s:
        assert s.used_tokens.use("t-3", end + timedelta(minutes=3))
    with acme.engine.connect() as connection:
        assert len(connection.exec_driver_sql("SELECT * FROM used_tokens").all()) == 1


def test_a_key_says_what_it_is_for(acme):
    with acme.system() as s:
        whole, narrow = (
            s.api_keys.create("acme", "a"),
            s.api_keys.create("acme", "b", role="rep", scopes=["read"]),
        )
        assert (s.api_keys.access(whole).role, s.api_keys.access(whole).scopes) == ("admin", None)
        found = s.api_keys.access(narrow)
        assert (found.id, found.role, found.scopes) == (api_key_id(narrow), "rep", ["read"])
        assert s.api_keys.access_of("acme", api_key_id(narrow)) == found
        assert s.api_keys.access_of("other", api_key_id(narrow)) is None
        assert s.api_keys.access_of("acme", "key_%") is None
        assert [(row.role, row.scopes) for row in s.api_keys.list("acme")] in (
            [("admin", None), ("rep", ["read"])],
            [("rep", ["read"]), ("admin", None)],
        )
        s.api_keys.revoke("acme", api_key_id(narrow))
        assert s.api_keys.access_of("acme", api_key_id(narrow)) is None


def test_a_workflow_is_told_the_same_again(acme):
    with acme.workspace("acme") as session:
        assert session.workflow_answers.get("r") is None
        assert session.workflow_answers.keep("r", {"outputs": {"next_step": "Call"}})
        assert not session.workflow_answers.keep("r", {"outputs": None})
        assert session.workflow_answers.get("r") == {"outputs": {"next_step": "Call"}}
        assert session.workflow_answers.prune(NOON) == 0
    with acme.workspace("other") as session:
        assert session.workflow_answers.get("r") is None
    with later(acme, days=8).workspace("acme") as session:
        assert session.workflow_answers.prune(NOON + timedelta(days=1)) == 1
