"""Builds the command line from the modules of :mod:`.commands` and turns errors into one clear line."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import traceback
from typing import Annotated

import typer
from redis.exceptions import RedisError
from typer.exceptions import TyperException

from ..errors import ConfigurationError, CrmAiError, UserInputError
from . import commands
from .state import State

EXIT_USER = 2
EXIT_OTHER = 1
EXIT_INTERRUPTED = 130


def build() -> typer.Typer:
    """Return the application with every command module registered."""
    app = typer.Typer(
        name="crm-ai",
        help="Evidence-backed sales advice inside your CRM.",
        no_args_is_help=True,
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
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and debug logs.")] = False,  # noqa: FBT002
) -> None:
    context.obj = State(debug=debug)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 success, 2 a user's mistake, 1 anything else."""
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    try:
        return int(build()(arguments, standalone_mode=False) or 0)
    except TyperException as error:
        typer.echo(f"crm-ai: {error.format_message()} (crm-ai COMMAND --help shows an example)", err=True)
        return EXIT_USER
    except typer.Exit as error:
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output is gone (`| head`); there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (UserInputError, ConfigurationError) as error:
        _say(error, debug)
        return EXIT_USER
    except CrmAiError as error:
        _say(error, debug)
        return EXIT_OTHER
    except RedisError as error:
        hint = "start `crm-ai serve --embedded`, or set CRM_AI_REDIS_URL"
        _say(ConfigurationError("the queue can't be reached", detail=str(error), hint=hint), debug)
        return EXIT_USER
    except Exception as error:  # noqa: BLE001  # the last line of defence against a traceback
        if debug:
            traceback.print_exc()
        else:
            typer.echo(f"crm-ai: unexpected {type(error).__name__}; run again with --debug to see where", err=True)
        return EXIT_OTHER


def _say(error: CrmAiError, debug: bool) -> None:  # noqa: FBT001
    if debug:
        traceback.print_exc()
    line = f"crm-ai: {error.user_message}"
    if error.hint and error.hint not in line:
        line += f" ({error.hint})"
    typer.echo(line, err=True)
