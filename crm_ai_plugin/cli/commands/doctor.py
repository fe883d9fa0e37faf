"""``crm-ai doctor``: what works and what doesn't."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from ...errors import CrmAiError, PermanentError
from .. import output
from ..state import State

if TYPE_CHECKING:
    from ...runtime.services import Services
    from ...store import ConnectionRow

Check = tuple[str, str, str]
"""(name, "ok" | "note" | "wrong", words)"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", epilog="Example: crm-ai doctor")(doctor)


def doctor(
    context: typer.Context, *, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Check settings, database, queue, plugins and connections."""
    state: State = context.obj
    with state.unprepared() as services:
        found = [
            _database(services),
            _queue(services),
            *_plugins(services),
            *_connections(services),
            *_libraries(services),
            *_search(services),
            *_model(services),
        ]
    if as_json:
        output.echo_json([{"check": n, "state": s, "detail": w} for n, s, w in found])
    else:
        output.echo_table(("check", "state", "detail"), found)
    if any(status == "wrong" for _, status, _ in found):
        raise PermanentError("something is wrong; see above", code="doctor")


def _database(services: Services) -> Check:
    kind = services.store.dialect
    try:
        current, head = services.store.revision()
        if current is None and not services.settings.database_url:
            return ("database", "note", f"{kind}, still empty: the first command sets it up")
        services.store.require_current()
    except CrmAiError as error:
        return ("database", "wrong", error.user_message)
    return ("database", "ok", f"{kind}, schema {head}")


def _queue(services: Services) -> Check:
    from redis.exceptions import RedisError

    try:
        services.redis.ping()
    except RedisError:
        if services.settings.redis_url:
            return ("queue", "wrong", "the server that CRM_AI_REDIS_URL names can't be used")
        return ("queue", "note", "not running: crm-ai serve --embedded starts one, or set CRM_AI_REDIS_URL")
    return ("queue", "ok", "answers")


def _plugins(services: Services) -> list[Check]:
    return [
        (
            f"{p.group.removeprefix('crm_ai.')} {p.name}",
            "wrong" if p.problem else "ok",
            p.problem or f"{p.distribution} {p.version}",
        )
        for p in services.registry.report()
    ]


def _connections(services: Services) -> list[Check]:
    try:
        with services.store.system() as system:
            rows = system.connections.list()
    except CrmAiError:
        return []
    checks = []
    for row in rows:
        name = f"connection {row.workspace_id}/{row.key}"
        if not services.connections.is_live(row):
            checks.append((name, "ok", "files" if row.status == "active" else "switched off"))
            continue
        checks.append((name, *_guarded(partial(_call, services, row))))
    return checks


def _call(services: Services, row: ConnectionRow) -> str:
    """Return how a connection's credentials are.

    Raises:
        CrmAiError: they are dead, or something is missing without which nothing works.
    """
    from ...runtime.installs.credentials import credentials

    with services.connections.open(row.workspace_id, row.key) as connector:
        connector.check()
    # Asked only now: the call may have brought a new token.
    secrets = services.connections.secrets(row.workspace_id, row.key).load()
    found = credentials(services.plans.installer(row.connector), row.config, secrets)
    if found.lacks:
        raise PermanentError(
            f"answers, but was not granted {', '.join(found.lacks)}",
            code="scope_missing",
            hint=f"crm-ai connect {row.connector} --as {row.key}",
        )
    return "; ".join(part for part in ("answers", found.words()) if part)


def _libraries(services: Services) -> list[Check]:
    checks: list[Check] = []
    try:
        with services.store.system() as system:
            names = [row.id for row in system.workspaces.list()]
        for name in names:
            expired, soon = services.objections.library.due_counts(name)
            if expired or soon:
                words = f"{expired} expired, {soon} to be reviewed or ending soon: crm-ai library due"
                checks.append((f"library {name}", "note", words))
    except CrmAiError:
        return []  # the database has a line of its own
    return checks


def _guarded(call: Callable[[], str]) -> tuple[str, str]:
    from redis.exceptions import RedisError

    try:
        return ("ok", call())
    except CrmAiError as error:
        return ("wrong", error.user_message + (f" ({error.hint})" if error.hint else ""))
    except RedisError:
        return ("wrong", "the queue that guards the CRM's call budget can't be reached")


def _forms() -> str | None:
    """Return what is wrong with the forms a model is asked to fill in."""
    from ...ai.wording.forms import check_forms

    try:
        check_forms()
    except CrmAiError as error:
        return error.user_message
    return None


def _search(services: Services) -> list[Check]:
    """Say what compares vectors, and whose they are."""
    try:
        compares = services.store.compares_vectors
    except CrmAiError:
        return []  # the database has a line of its own
    ai = services.settings.ai
    ours = services.settings.openai_api_key is None or not ai.embedding_model
    whose = "the local index" if ours else f"{ai.embedding_model}, else the local index"
    if services.store.dialect == "sqlite" or compares:
        return [("search", "ok", f"{whose}, compared by {'pgvector' if compares else 'numpy'}")]
    hint = "CREATE EXTENSION vector, then crm-ai db upgrade, lets the database do it"
    return [("search", "note", f"{whose}, compared by numpy: the database has no pgvector ({hint})")]


def _model(services: Services) -> list[Check]:
    settings = services.settings
    if settings.openai_api_key is None:
        words = "no OPENAI_API_KEY: the engine uses its own words, everything works"
        return [("language model", "note", words)]
    from ...runtime.language_model.building import connection

    to_provider = connection(settings)
    try:
        concerns = list(services.model_watch.concerns(to_provider))
    finally:
        if to_provider is not None:
            to_provider.close()
    base = settings.openai_base_url or ""
    if base.startswith("http://") and urlsplit(base).hostname not in {"localhost", "127.0.0.1", "::1"}:
        concerns.append("OPENAI_BASE_URL is plain http: key and prompts can be read on the way")
    if (unfit := _forms()) is not None:
        return [("language model", "wrong", unfit)]
    models = ", then ".join(services.model_watch.present_models())
    checks = [("language model", "note" if concerns else "ok", "; ".join(concerns) or models)]
    try:
        readings = services.model_watch.read()
    except CrmAiError:
        return checks  # the database has a line of its own
    cap = "no cap" if readings.cap_usd is None else f"of {readings.cap_usd:.2f} USD"
    spent = f"{readings.taken / 1e9:.2f} USD in {readings.month}, {cap}"
    exhausted = readings.cap_usd is not None and readings.taken >= readings.cap_usd * 1e9
    checks.append(("model spend", "note" if exhausted else "ok", spent))
    for model, standing in readings.breakers.items():
        state = "ok" if standing == "closed" else "note"
        checks.append((f"model {model}", state, f"breaker {standing.replace('_', ' ')}"))
    return checks
