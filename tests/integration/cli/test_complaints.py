"""What a person reads when something is wrong: one line, what and where, nothing lost, no secret."""

from __future__ import annotations

import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.usefixtures("home")


def _one_line(done, status=2):
    assert done.status == status, done
    assert done.out == ""
    assert done.err.startswith("crm-ai: ")
    assert done.err.count("\n") == 1
    return done.err


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("deals.csv", b'id,name\n"d1,Acme\n', "deals.csv, line 2: a quote opens here and is not closed"),
        ("deals.csv", "id,name\nd1,Caf\u00e9 \u0152uvre\n".encode("utf-16"), "deals.csv"),
        ("deals.csv", b"", "deals.csv"),
        ("deals.csv", b"\x00\x01\x02", "deals.csv"),
        ("contacts.csv", b"id,email\nc1,a@example.com\n", "has no table of deals"),
        ("deals.json", b"{}", "no table of deals"),
    ],
)
def test_a_bundle_that_cant_be_read(cli, tmp_path, name, content, says):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / name).write_bytes(content)
    done = cli("import", str(folder))
    if name == "deals.csv" and done.status == 0:
        pytest.fail(f"{content[:20]!r} was imported: {done}")
    assert says in _one_line(done)
    assert cli("score", "--json").json == []


def test_a_broken_file_leaves_what_was_there(cli, bundle):
    cli("import", str(bundle))
    before = cli("score", "--json").json
    (bundle / "deals.csv").write_text('id,name,outcome\nd1,Changed,won\n"d9,Acme\n')
    _one_line(cli("import", str(bundle)))
    assert [r["deal_id"] for r in cli("score", "--json").json] == [r["deal_id"] for r in before]


def test_a_failed_import_leaves_no_workspace_and_no_connection(cli, bundle):
    assert "1 to 128 characters" in _one_line(cli("import", str(bundle), "--workspace", ""))
    _one_line(cli("import", ".", "--workspace", "north"))
    assert "no workspace 'north'" in _one_line(cli("score", "--workspace", "north"))
    assert cli("connections", "--json").json == []


def test_a_broken_mapping_is_named_with_its_line(cli, bundle, tmp_path):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("version: 1\nfiles:\n  - [\n")
    said = _one_line(cli("import", str(bundle / "deals.csv"), "--mapping", str(mapping)))
    assert "mapping.yaml, line " in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["import", "/nowhere/at/all"], "/nowhere/at/all does not exist"),
        (["import", "."], "no table of deals"),
        (["import", ".", "--mapping", "nomap"], "no mapping file nomap"),
        (["coach", "nope"], "there is no deal 'nope' (crm-ai score lists the open ones)"),
        (["coach", "nope", "--connection", "x"], "nope"),
        (["sync", "nope"], "no connection 'nope' (crm-ai connections lists them)"),
        (["undo", "dlv_nope"], "there is no delivery 'dlv_nope'"),
        (["undo", "--all-of", "nope"], "no connection 'nope' (crm-ai connections lists them)"),
        (["replay", "inb_nope"], "there is no event or delivery 'inb_nope'"),
        (["score", "--workspace", "defautl"], "there is no workspace 'defautl' (there is default;"),
        (["score", "--workspace", ""], "there is no workspace ''"),
        (["score", "--out", "nowhere/scores.csv"], "can't write nowhere/scores.csv"),
        (["worker"], "no queue is running here (crm-ai serve --embedded starts one"),
        (["scheduler"], "no queue is running here"),
    ],
)
def test_what_is_not_there(cli, arguments, says):
    assert says in _one_line(cli(*arguments))


@pytest.mark.parametrize(
    ("name", "value", "status", "says"),
    [
        (
            "CRM_AI_DATABSE_URL",
            "x",
            2,
            "unknown setting CRM_AI_DATABSE_URL: did you mean CRM_AI_DATABASE_URL?",
        ),
        ("CRM_AI_HUBSPOT__CLIENT_SECRT", "hunter2", 2, "did you mean CRM_AI_HUBSPOT__CLIENT_SECRET?"),
        ("CRM_AI_AI__MAX_RETRIES", "many", 2, "CRM_AI_AI__MAX_RETRIES"),
        ("CRM_AI_LOG_LEVEL", "loud", 2, "CRM_AI_LOG_LEVEL"),
        ("CRM_AI_SECRET_KEY", "hunter2", 2, "CRM_AI_SECRET_KEY is too short: at least 16 characters"),
        ("CRM_AI_HUBSPOT__API_BASE", "http://127.0.0.1:1", 2, "CRM_AI_ALLOW_INSECURE=1"),
        ("CRM_AI_DATABASE_URL", "mysql://root:hunter2@db/x", 2, "not supported"),
        ("CRM_AI_DATABASE_URL", "hunter2", 2, "can't be read"),
        (
            "CRM_AI_DATABASE_URL",
            "postgresql://u:hunter2@127.0.0.1:1/x",
            1,
            "x at 127.0.0.1:1 can't be reached",
        ),
        ("CRM_AI_DATABASE_URL", "sqlite:////proc/nowhere/x.db", 2, "/proc/nowhere/x.db"),
        ("CRM_AI_REDIS_URL", "hunter2://x", 2, "CRM_AI_REDIS_URL: must start with redis://"),
    ],
)
def test_a_wrong_setting(cli, monkeypatch, name, value, status, says):
    monkeypatch.setenv(name, value)
    done = cli("connections")
    assert says in _one_line(done, status)
    assert "hunter2" not in done.out + done.err


@pytest.mark.parametrize("url", ["redis://:hunter2@127.0.0.1:1/0", "unix:///nowhere/redis.sock"])
def test_an_unreachable_queue(cli, monkeypatch, url):
    monkeypatch.setenv("CRM_AI_REDIS_URL", url)
    said = _one_line(cli("worker"))
    assert "CRM_AI_REDIS_URL" in said
    assert "hunter2" not in said


def test_commands_that_need_no_queue_work_without_one(cli, monkeypatch, bundle):
    monkeypatch.setenv("CRM_AI_REDIS_URL", "redis://127.0.0.1:1/0")
    assert cli("import", str(bundle)).status == 0
    assert cli("coach", "d1").status == 0


def test_a_port_that_is_taken(cli):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        said = _one_line(cli("serve", "--port", port))
    assert f"can't listen on 127.0.0.1:{port}: address already in use (choose another with --port" in said


def test_a_home_that_is_a_file(cli, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv("CRM_AI_HOME", str(tmp_path / "file"))
    assert str(tmp_path / "file") in _one_line(cli("score"))
    monkeypatch.setenv("CRM_AI_HOME", str(tmp_path / "file" / "below"))
    assert "CRM_AI_HOME" in _one_line(cli("score"))
    assert (tmp_path / "file").read_text() == "mine"


HOSTILE = "\x1b]0;owned\x07\x9b2J =HYPERLINK(1)"


def test_hostile_names_reach_neither_terminal_nor_spreadsheet(cli, tmp_path):
    folder = tmp_path / "hostile"
    folder.mkdir()
    (folder / "deals.csv").write_text(
        f"id,name,outcome,amount,created_at\n=1+1,{HOSTILE},open,1,2026-01-01\n{HOSTILE},x,open,{HOSTILE},{HOSTILE}\n"
    )
    out = tmp_path / "scores.csv"
    shown = [
        cli("import", str(folder)),
        cli("import", str(folder), "--json"),
        cli("score"),
        cli("score", "--json"),
        cli("score", "--out", str(out)),
        *(cli("coach", "=1+1", "--format", form) for form in ("text", "md", "html", "json")),
        cli("coach", HOSTILE),
        cli("import", str(folder / HOSTILE.replace("/", ""))),
    ]
    for done in shown:
        assert not set("\x1b\x07\x9b\x08\x7f") & set(done.out + done.err)
    lines = out.read_text().splitlines()
    assert len(lines) >= 2
    assert not any(cell.startswith(("=", "+", "@")) for line in lines for cell in line.split(","))


COMMANDS = [
    ["import"], ["coach"], ["score"], ["undo"], ["replay"], ["connections"], ["sync"], ["doctor"], ["connect"], ["disconnect"],
    ["db"], ["db", "upgrade"], ["serve", "--no-such"], ["worker", "--no-such"], ["demo", "--no-such"], [],
]  # fmt: skip
TOKENS = [
    "--json", "--workspace", "--connection", "--format", "md", "--out", "--all-of", "--full", "--mapping",
    "--debug=1", "--help", "--", "-", "", ".", "d1", "0", "-1", "=", "\x1b[2J", "a\0b", "\ud800", "%s", "{0}",
]  # fmt: skip
words = st.sampled_from(TOKENS) | st.text(st.characters(exclude_characters="/"), max_size=12)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(COMMANDS), st.lists(words, max_size=5))
def test_no_arguments_bring_a_traceback(cli, command, arguments):
    if "--debug" in arguments:
        return
    done = cli(*command, *arguments)
    assert done.status in {0, 1, 2}
    assert "shows where" not in done.err, "an error nobody foresaw"
    assert "\x1b" not in done.out + done.err
    if done.status and command != ["doctor"]:
        assert done.err.splitlines()[-1].startswith("crm-ai: ")
