from __future__ import annotations

import multiprocessing
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.errors import ConfigurationError, UserInputError
from crm_ai_plugin.runtime.vault import KEY_FILE, Vault

SECRET = "a secret of sixteen or more"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON))
def test_what_goes_in_comes_out_and_can_not_be_read_between(values):
    vault = Vault(SECRET)
    ciphertext = vault.encrypt(values | {"token": "pat-eu1-secret"})
    assert vault.decrypt(ciphertext) == values | {"token": "pat-eu1-secret"}
    assert b"pat-eu1-secret" not in ciphertext


def test_another_key_reads_nothing_and_says_what_to_do():
    ciphertext = Vault(SECRET).encrypt({"token": "t"})
    with pytest.raises(ConfigurationError) as caught:
        Vault("another secret, long enough").decrypt(ciphertext)
    assert caught.value.code == "secret_key_wrong"
    assert caught.value.__cause__ is None


@given(st.data())
def test_a_flipped_bit_is_noticed(data):
    vault = Vault(SECRET)
    ciphertext = bytearray(vault.encrypt({"token": "t"}))
    # The last characters are padding bits of base64 that carry nothing.
    place = data.draw(st.integers(0, len(ciphertext) - 4))
    ciphertext[place] ^= data.draw(st.integers(1, 127))
    with pytest.raises(ConfigurationError):
        vault.decrypt(bytes(ciphertext))


def test_a_link_is_good_for_its_purpose_and_time(monkeypatch):
    vault = Vault(SECRET)
    token = vault.sign("card", {"deal": "1"})
    assert vault.verify("card", token, 60) == {"deal": "1"}
    with pytest.raises(UserInputError) as caught:
        vault.verify("feedback", token, 60)
    assert caught.value.code == "link_invalid"
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: __import__("time").monotonic() + 4e9)
    with pytest.raises(UserInputError) as caught:
        vault.verify("card", token, 60)
    assert caught.value.code == "link_expired"


def test_a_link_of_another_installation_is_not_valid():
    with pytest.raises(UserInputError):
        Vault(SECRET).verify("card", Vault("another secret, long enough").sign("card", {}), 60)


@given(st.text() | st.text(alphabet="ABCdef012._-", max_size=80))
def test_any_text_is_a_link_that_is_not_valid(token):
    with pytest.raises(UserInputError) as caught:
        Vault(SECRET).verify("card", token, 60)
    assert caught.value.code == "link_invalid"


def test_a_short_secret_is_refused_and_never_shown():
    with pytest.raises(ConfigurationError) as caught:
        Vault("short")
    assert caught.value.code == "secret_key_short"
    assert SECRET not in repr(Vault(SECRET))


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    old = os.umask(0)
    try:
        first = Vault.open(None, tmp_path / "home")
    finally:
        os.umask(old)
    path = tmp_path / "home" / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Vault.open(None, tmp_path / "home").decrypt(first.encrypt({"a": 1})) == {"a": 1}
    assert [p.name for p in path.parent.iterdir()] == [KEY_FILE]


def _open(home: str, ready, go, out) -> None:
    ready.release()
    go.wait()
    out.put(Vault.open(None, Path(home)).encrypt({"who": os.getpid()}))


def test_processes_that_start_at_once_share_one_key(tmp_path):
    # Spawned, as a fork of a process with threads may inherit a held lock.
    context = multiprocessing.get_context("spawn")
    ready, go, out = context.Semaphore(0), context.Event(), context.Queue()
    processes = [context.Process(target=_open, args=(str(tmp_path / "h"), ready, go, out)) for _ in range(6)]
    for process in processes:
        process.start()
    for _ in processes:
        assert ready.acquire(timeout=60)
    go.set()
    ciphertexts = [out.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(60)
    vault = Vault.open(None, tmp_path / "h")
    assert len({vault.decrypt(c)["who"] for c in ciphertexts}) == 6


def test_killed_while_it_makes_the_key_there_is_none(tmp_path, monkeypatch):
    def killed(_descriptor):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            Vault.open(None, tmp_path)
    assert not (tmp_path / KEY_FILE).exists()
    Vault.open(None, tmp_path)
    assert (tmp_path / KEY_FILE).exists()


def test_a_key_that_can_not_be_read_or_is_empty_is_said_clearly(tmp_path):
    (tmp_path / KEY_FILE).mkdir()
    with pytest.raises(ConfigurationError) as caught:
        Vault.open(None, tmp_path)
    assert caught.value.code == "home_unwritable"
    (tmp_path / KEY_FILE).rmdir()
    (tmp_path / KEY_FILE).write_text("\n")
    with pytest.raises(ConfigurationError) as caught:
        Vault.open(None, tmp_path)
    assert caught.value.code == "secret_key_missing"


def test_a_given_secret_needs_no_file(tmp_path):
    Vault.open(SECRET, tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
