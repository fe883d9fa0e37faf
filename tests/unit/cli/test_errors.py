from __future__ import annotations

import pytest
import typer

from crm_ai_plugin.cli import app, main
from crm_ai_plugin.errors import (
    ConfigurationError,
    ConflictError,
    NotFoundError,
    PermanentError,
    ReauthoriseError,
    RetryableError,
    UserInputError,
)


@pytest.fixture
def failing(monkeypatch):
    """A command line whose only command raises what the test puts in."""
    raises: list[BaseException] = []

    def build():
        made = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
        made.callback()(app._root)

        @made.command()
        def fail() -> None:
            raise raises[0]

        return made

    monkeypatch.setattr(app, "build", build)
    return raises


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UserInputError("wrong"), 2),
        (NotFoundError("wrong"), 2),
        (ConflictError("wrong"), 2),
        (ConfigurationError("wrong"), 2),
        (RetryableError("wrong"), 1),
        (PermanentError("wrong"), 1),
        (ReauthoriseError("wrong"), 1),
    ],
)
def test_the_status_says_whose_turn_it_is(failing, error, code, capsys):
    failing.append(error)
    assert main(["fail"]) == code
    assert capsys.readouterr().err == "crm-ai: wrong\n"


def test_a_bug_is_one_line_that_tells_no_values(failing, capsys):
    failing.append(KeyError("jane@example.com"))
    assert main(["fail"]) == 1
    assert capsys.readouterr().err == "crm-ai: unexpected KeyError (--debug shows where)\n"


@pytest.mark.parametrize("arguments", [["--debug", "fail"], ["fail", "--debug"]])
@pytest.mark.parametrize("error", [KeyError("x"), UserInputError("wrong")])
def test_debug_shows_where_wherever_it_stands(failing, arguments, error, capsys):
    failing.append(error)
    assert main(arguments) in {1, 2}
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "in fail" in said


def test_debug_behind_two_dashes_is_an_argument(failing, capsys):
    failing.append(KeyError("x"))
    assert main(["fail", "--", "--debug"]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), typer.Abort()])
def test_ctrl_c_is_130(failing, error, capsys):
    failing.append(error)
    assert main(["fail"]) == 130
    assert capsys.readouterr().err.endswith("crm-ai: interrupted\n")


def test_exit_statuses_of_commands_stand(failing):
    failing.append(typer.Exit(3))
    assert main(["fail"]) == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["scor"], "Did you mean 'score'"),
        (["score", "--jsn"], "No such option: --jsn"),
        (["coach"], "name a deal, or say --all"),
        (["coach", "1", "--format", "docx"], "Invalid value for '--format': 'docx' is not one of"),
        (["serve", "--port", "99999"], "--port"),
        (["serve", "--port", "http"], "--port"),
        (["worker", "-n", "0"], "--count"),
        (["undo"], "name either one delivery or --all-of CONNECTION"),
        (["undo", "dlv_1", "--all-of", "hubspot-1"], "name either one delivery or --all-of CONNECTION"),
        (["demo", "--crm", "siebel"], "siebel"),
    ],
)
def test_a_slip_of_the_pen_is_one_line(arguments, says, capsys):
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert says in shown.err
    assert shown.err.startswith("crm-ai: ")
    assert shown.err.count("\n") == 1
