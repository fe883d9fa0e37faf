"""``crm-ai serve``, ``worker`` and ``scheduler``: the processes of an installation."""

from __future__ import annotations

from typing import Annotated

import typer

from ...errors import UserInputError
from ..state import State


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve", epilog="Example: crm-ai serve --embedded --port 8000")(serve)
    app.command("worker", epilog="Example: crm-ai worker -n 4")(worker)
    app.command("scheduler", epilog="Example: crm-ai scheduler")(scheduler)


def serve(
    context: typer.Context,
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    threads: Annotated[int, typer.Option(help="Threads per web process.", min=1)] = 16,
    web_processes: Annotated[int, typer.Option(help="Web processes.", min=1)] = 1,
    workers: Annotated[
        int, typer.Option("--workers", help="Workers, with --embedded; two at least.", min=1)
    ] = 2,
    everything: Annotated[
        bool, typer.Option("--embedded", help="Also run queue, workers and scheduler in this process tree.")
    ] = False,
) -> None:
    """Run the web app."""
    from ...runtime.processes import embedded
    from ...runtime.processes.embedded import Address
    from ...runtime.processes.signals import stop_on_signal
    from ...runtime.processes.supervisor import Supervisor
    from .. import accounts

    state: State = context.obj
    address = Address(host, port)
    embedded.require_free(address)
    with state.services() as services:
        settings = services.settings
        invitation = accounts.invitation(services)
    stop = stop_on_signal()
    with Supervisor(settings.home / "logs") as supervisor:
        if everything:
            settings = embedded.start_redis(supervisor, settings)
            for child in embedded.worker_children(settings, workers):
                supervisor.spawn(child)
            supervisor.spawn(embedded.scheduler_child(settings))
        supervisor.start(embedded.web_child(settings, address, threads, web_processes))
        typer.echo(f"serving on {address.url}" + (" with queue, workers and scheduler" if everything else ""))
        if invitation is not None:
            typer.echo(invitation)
        supervisor.watch(stop.is_set)


def worker(
    context: typer.Context,
    *,
    count: Annotated[
        int,
        typer.Option(
            "-n",
            "--count",
            help="Worker processes; two at least, so that no deal waits while one learns.",
            min=1,
        ),
    ] = 1,
    events_only: Annotated[
        bool,
        typer.Option(
            "--events-only", help="Leave learning and syncing to other workers. Of several, one always does."
        ),
    ] = False,
    alone: Annotated[
        bool,
        typer.Option(
            "--in-one-process",
            help="Do all work in this one process: a deal that changed waits while it learns.",
        ),
    ] = False,
) -> None:
    """Work off the queue."""
    from ...runtime.processes import embedded
    from ...runtime.processes.signals import stop_on_signal
    from ...runtime.processes.supervisor import Supervisor
    from ...runtime.processes.workers import run_worker

    state: State = context.obj
    if count > 1 and (alone or events_only):
        raise UserInputError(
            "of several worker processes each is told what it does",
            hint="leave out -n, --in-one-process or --events-only",
        )
    with state.services() as services:
        services.redis.ping()
        if alone or events_only:
            run_worker(services, events_only=events_only)
            return
    stop = stop_on_signal()
    with Supervisor(state.settings.home / "logs") as supervisor:
        for child in embedded.worker_children(state.settings, count):
            supervisor.spawn(child)
        supervisor.watch(stop.is_set)


def scheduler(context: typer.Context) -> None:
    """Do periodic work: sweep, learn, prune."""
    from ...runtime.processes.scheduler import run_scheduler

    state: State = context.obj
    with state.services() as services:
        services.redis.ping()
        run_scheduler(services)
