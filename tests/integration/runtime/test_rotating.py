"""Changing the key that encrypts credentials, while everything goes on."""

from __future__ import annotations

import stat

import pytest

from crm_ai_plugin.errors import ConfigurationError, ConflictError, UserInputError
from crm_ai_plugin.runtime.rotating import Rotating
from crm_ai_plugin.runtime.vault import KEY_FILE, Vault
from crm_ai_plugin.store import ConnectionRow, Store

OLD, NEW = "the old key, long enough", "the new key, long enough"
TOKENS = {"a": {"token": "tok-a"}, "b": {"token": "tok-b"}, "c": {"token": "tok-c"}}


def fill(store: Store, vault: Vault) -> None:
    with store.system() as system:
        for workspace in ("w", "v"):
            system.workspaces.ensure(workspace, workspace)
            for key, held in TOKENS.items():
                system.connections.put(
                    ConnectionRow(workspace, key, "fake", "1", secrets_encrypted=vault.encrypt(held))
                )
            system.connections.put(ConnectionRow(workspace, "files", "files", "1"))


def ciphertexts(store: Store) -> list[bytes]:
    with store.system() as system:
        return [row.secrets_encrypted for row in system.connections.list() if row.secrets_encrypted]


def read(store: Store, vault: Vault) -> list[dict[str, str]]:
    return [vault.decrypt(one) for one in ciphertexts(store)]


def test_a_key_of_the_settings_is_rotated_with_both_given(store: Store) -> None:
    fill(store, Vault(OLD))
    with pytest.raises(ConfigurationError) as caught:
        Rotating(store, Vault(NEW), None).run()
    assert caught.value.code == "previous_key_missing"
    both = Vault(NEW, [OLD])
    assert read(store, both) == [*TOKENS.values()] * 2
    told: list[tuple[int, int]] = []
    done = Rotating(store, both, None).run(lambda number, total: told.append((number, total)))
    assert (done.anew, done.current, done.unreadable) == (6, 0, [])
    assert told[-1] == (6, 6)
    assert read(store, Vault(NEW)) == [*TOKENS.values()] * 2
    assert Rotating(store, both, None).run().current == 6


def test_killed_in_the_middle_it_goes_on(store: Store, tmp_path) -> None:
    vault = Vault.open(None, tmp_path)
    fill(store, vault)

    def killed(number: int, _total: int) -> None:
        if number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Rotating(store, vault, tmp_path).run(killed)
    keys = (tmp_path / KEY_FILE).read_text().split()
    again = Vault.open(None, tmp_path)
    done = Rotating(store, again, tmp_path).run()
    assert (done.anew, done.current) == (4, 2)
    # It is the same rotation: no third key.
    assert (tmp_path / KEY_FILE).read_text().split() == keys
    assert len(keys) == 2
    assert read(store, Vault(keys[0])) == [*TOKENS.values()] * 2


def test_running_processes_go_on_over_a_rotation(store: Store, tmp_path) -> None:
    running, rotating = Vault.open(None, tmp_path), Vault.open(None, tmp_path)
    fill(store, running)
    link = running.sign("card", {"deal": "1"})
    Rotating(store, rotating, tmp_path).run()
    assert read(store, running) == [*TOKENS.values()] * 2
    assert rotating.verify("card", link, 60) == {"deal": "1"}
    other = Vault.open(None, tmp_path)
    assert rotating.is_current(running.encrypt({}))
    late = Vault(
        (tmp_path / KEY_FILE).read_text().split()[1], reread=lambda: (tmp_path / KEY_FILE).read_text().split()
    )
    assert late.verify("card", other.sign("card", {"deal": "2"}), 60) == {"deal": "2"}


def test_a_token_that_is_refreshed_meanwhile_is_kept(store: Store, monkeypatch) -> None:
    fill(store, Vault(OLD))
    both = Vault(NEW, [OLD])
    real = both.decrypt
    raced: list[int] = []

    def decrypt(ciphertext: bytes):
        if not raced:
            raced.append(1)
            with store.system() as system:
                row = system.connections.list()[0]
                system.connections.save_secrets(
                    row.workspace_id, row.key, Vault(OLD).encrypt({"token": "newer"})
                )
        return real(ciphertext)

    monkeypatch.setattr(both, "decrypt", decrypt)
    assert Rotating(store, both, None).run().anew == 6
    monkeypatch.undo()
    assert {"token": "newer"} in read(store, Vault(NEW))


def test_the_old_key_is_kept_as_long_as_it_is_needed(store: Store, tmp_path) -> None:
    vault = Vault.open(None, tmp_path)
    fill(store, vault)
    old = (tmp_path / KEY_FILE).read_text()
    Rotating(store, vault, tmp_path).run()
    with store.system() as system:
        system.connections.save_secrets("w", "a", Vault(old).encrypt({"token": "of a slow process"}))
    with pytest.raises(ConflictError, match="w/a") as caught:
        Rotating(store, vault, tmp_path).drop_earlier()
    assert caught.value.code == "key_needed"
    assert old in (tmp_path / KEY_FILE).read_text()
    assert Rotating(store, vault, tmp_path).run().anew == 1
    link = Vault(old).sign("card", {})
    assert Rotating(store, vault, tmp_path).drop_earlier() == 1
    assert old not in (tmp_path / KEY_FILE).read_text()
    assert len(read(store, Vault.open(None, tmp_path))) == 6
    with pytest.raises(UserInputError):
        Vault.open(None, tmp_path).verify("card", link, 60)


def test_what_no_key_reads_is_named_and_nothing_else_suffers(store: Store, tmp_path) -> None:
    vault = Vault.open(None, tmp_path)
    fill(store, vault)
    with store.system() as system:
        system.connections.save_secrets("v", "b", Vault("a key that is lost").encrypt({}))
    done = Rotating(store, vault, tmp_path).run()
    assert (done.anew, done.unreadable) == (5, ["v/b"])
    with pytest.raises(ConflictError):
        Rotating(store, vault, tmp_path).drop_earlier()


def test_the_key_file_stays_its_owners(tmp_path) -> None:
    from crm_ai_plugin.runtime import vault

    Vault.open(None, tmp_path)
    vault.add_key(tmp_path)
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]
    assert vault.drop_earlier_keys(tmp_path) == 1
