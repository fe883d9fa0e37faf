"""Builds the command line from the modules of :mod:`.commands` and turns errors into one clear line."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import sys
import traceback
from typing import Annotated

import typer
from typer.exceptions import TyperException

from ..errors import ConfigurationError, CrmAiError, UserInputError
from . import commands, output
from .state import State

EXIT_USER = 2
EXIT_OTHER = 1
EXIT_INTERRUPTED = 130

DEBUG = "--debug"


def build() -> typer.Typer:
    """Return the application with every command module registered."""
    app = typer.Typer(
        name="crm-ai",
        help="Evidence-backed sales advice inside your CRM.",
        epilog="Example: crm-ai demo --once",
        invoke_without_command=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_root)
    for module in sorted(m.name for m in pkgutil.iter_modules(commands.__path__)):
        importlib.import_module(f"{commands.__name__}.{module}").register(app)
    return app


def _root(
    context: typer.Context,
    debug: Annotated[bool, typer.Option(DEBUG, help="Show tracebacks and debug logs.")] = False,  # noqa: FBT002
) -> None:
    context.obj = State(debug=debug)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 success, 2 a user's mistake, 1 anything else."""
    arguments, debug = _debug_first(sys.argv[1:] if arguments is None else arguments)
    output.never_fail_on_encoding()
    collect_less_often()
    try:
        status = int(build()(arguments, standalone_mode=False) or 0)
    except typer.Exit as error:
        return error.exit_code
    except TyperException as error:
        output.complain(_as_said(error.format_message()), "crm-ai COMMAND --help shows an example")
        return EXIT_USER
    except (typer.Abort, KeyboardInterrupt):
        output.complain("interrupted")
        return EXIT_INTERRUPTED
    except SystemExit:
        # Typer's way of saying that the reader of our output is gone (`| head`): no mistake, and nobody to tell.
        return 0
    except Exception as error:  # noqa: BLE001  # the last line of defence against a traceback
        if debug:
            traceback.print_exc()
        return _explain(error, debug=debug)
    if status == EXIT_INTERRUPTED:
        # Typer catches Ctrl-C itself and says nothing.
        output.complain("interrupted")
    return status


def _as_said(message: str) -> str:
    # Typer's own word for what was wrong with a value, of no use to who gave it.
    return message.replace(": Value error, ", ": ", 1)


def collect_less_often() -> None:
    """Let the garbage collector look once per 20,000 new objects instead of once per 700.

    A command makes many objects that live as long as they are needed, and few cycles: looking at them all
    again and again is a quarter of the time of an import.
    """
    gc.set_threshold(20_000, 20, 20)


def _explain(error: Exception, *, debug: bool) -> int:
    """Say in one line what went wrong and return whose turn it is, as an exit status."""
    if isinstance(error, CrmAiError):
        output.complain(error.user_message, error.hint)
        return EXIT_USER if isinstance(error, UserInputError | ConfigurationError) else EXIT_OTHER
    if isinstance(error, UnicodeEncodeError):
        output.complain("a name was given whose bytes are no text", "write it in UTF-8")
        return EXIT_USER
    output.complain(f"unexpected {type(error).__name__}", None if debug else f"{DEBUG} shows where")
    return EXIT_OTHER


def _debug_first(arguments: list[str]) -> tuple[list[str], bool]:
    """Let ``--debug`` stand anywhere before ``--``: one adds it at the end of what has just failed."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    if DEBUG not in arguments[:end]:
        return arguments, False
    return [DEBUG, *(a for a in arguments[:end] if a != DEBUG), *arguments[end:]], True
