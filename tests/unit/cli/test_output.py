from __future__ import annotations

import csv
import io
import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_ai_plugin.cli import output
from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.runtime import spreadsheet

ESCAPES = ["\x1b[2J", "\x9b31m", "\x1b]0;owned\x07", "\x08\x08", "a\rb", "\x7f", "\u202egnp.exe", "\u2066x"]

anything = st.text(st.characters(codec=None), max_size=60)


def _drives_a_terminal(text):
    kept = {"\n", "\t", "\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"}
    return any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in kept for c in text)


@given(anything)
def test_nothing_drives_the_terminal(text):
    assert not _drives_a_terminal(output.harmless(text))


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S"]), max_size=60))
def test_words_of_any_language_stay_as_they_are(text):
    assert output.harmless(text) == text


@pytest.mark.parametrize("text", ["می‌خواهم", "👩‍💻", "naïve — “quote”", "line\nline\tcolumn"])
def test_joiners_and_line_breaks_are_spelling(text):
    assert output.harmless(text) == text


@pytest.mark.parametrize("text", ESCAPES)
def test_escapes_are_seen_everywhere(text, capsys):
    output.echo(text)
    output.tell(text)
    output.complain(text, text + "!")
    output.echo_table(("name",), [(text,)])
    output.echo_json({"name": text})
    shown = capsys.readouterr()

    for control in "\x1b\x9b\x07\x08\x7f\r":
        assert control not in shown.out + shown.err


def test_tables_show_markup_and_emoji_codes_as_text(capsys):
    output.echo_table(("name",), [("[bold]x[/bold] :smile:",)])
    assert "[bold]x[/bold] :smile:" in capsys.readouterr().out


@given(anything, st.one_of(st.none(), anything))
def test_a_complaint_is_one_line(message, hint):
    kept, sys.stderr = sys.stderr, io.StringIO()
    try:
        output.complain(message, hint)
        said = sys.stderr.getvalue()
    finally:
        sys.stderr = kept
    assert said.startswith("crm-ai:")
    assert said.count("\n") == 1
    assert len(said.splitlines()) == 1


def test_a_complaint_names_the_way_out_once(capsys):
    output.complain("the file is gone.", "Put it back.")
    output.complain("unknown: did you mean X?", "did you mean X?")
    assert capsys.readouterr().err.splitlines() == [
        "crm-ai: the file is gone (Put it back)",
        "crm-ai: unknown: did you mean X?",
    ]


@given(
    st.recursive(
        st.none() | st.booleans() | anything, lambda inner: st.lists(inner) | st.dictionaries(anything, inner)
    )
)
def test_json_comes_back_as_it_was(data):
    kept, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    try:
        output.echo_json(data)
        sys.stdout.flush()
        raw = sys.stdout.buffer.getvalue()
    finally:
        sys.stdout = kept
    assert json.loads(raw.decode()) == data


def test_json_is_ascii_where_the_terminal_is(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    output.echo_json({"name": "Café 👩‍💻"})
    stream.flush()
    assert json.loads(stream.buffer.getvalue()) == {"name": "Café 👩‍💻"}


def test_text_never_fails_on_the_terminals_encoding(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", stream)
    output.never_fail_on_encoding()
    output.echo("Café →")
    stream.flush()
    assert stream.buffer.getvalue() == b"Caf\xe9 \\u2192\n"


@given(st.lists(st.fixed_dictionaries({"a": anything, "b": st.floats(allow_nan=False)}), max_size=5))
def test_no_cell_of_a_csv_is_a_formula(rows):
    cells = list(csv.reader(io.StringIO(spreadsheet.csv_text(("a", "b"), rows), newline="")))
    assert cells[0] == ["a", "b"]
    for cell, _ in cells[1:]:
        assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "=cmd|' /C calc'!A0"]
)
def test_formulas_become_text(text):
    assert spreadsheet.safe_cell(text) == "'" + text.replace("\r", "\n")


@pytest.mark.parametrize("value", [-0.5, 3, None, "plain", "a=b"])
def test_numbers_and_plain_text_stay(value):
    assert spreadsheet.safe_cell(value) == value


def test_an_unwritable_file_is_named(tmp_path):
    with pytest.raises(UserInputError, match=r"can't write .*nowhere/x.csv: no such file or directory"):
        output.write_file(tmp_path / "nowhere" / "x.csv", "x")
    with pytest.raises(UserInputError, match="is a directory"):
        output.write_file(tmp_path, "x")
    with pytest.raises(UserInputError, match="not a usable name"):
        output.write_file(tmp_path / "a\0b", "x")


def test_progress_is_silent_without_a_terminal(capsys):
    with output.progress("rows") as bar:
        bar.update(bar.add_task("reading", total=10), completed=5)
    shown = capsys.readouterr()
    assert shown.out + shown.err == ""


def test_progress_goes_to_stderr_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with output.progress("rows") as bar:
        bar.update(bar.add_task("reading", total=10_000), completed=5_000)
        bar.update(bar.add_task("counting", total=None), completed=7)
        bar.refresh()
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "reading" in shown.err
    assert "5,000 of 10,000 rows" in shown.err
    assert "7 rows" in shown.err
    assert "?" not in shown.err.replace("\x1b[?", "")
