"""Says line by line what is wrong with a definition and, tried on a CRM, what it reads and would write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from crm_ai_plugin.errors import ConfigurationError, CrmAiError
from crm_ai_plugin.ports.connector import ConnectionContext, Target, WriteNote, WriteTask

from .building import build
from .client import Request
from .config import RestConfig
from .connector import Parts
from .extract import Raw
from .loading import Problem, parse, read
from .model import Definition
from .model.resources import Resource
from .writer import What, note_values, task_values

_SHOWN = 8
_KEY = "dry-run"


@dataclass(frozen=True)
class Step:
    """One thing that was tried; ``left out`` when there was nothing to try it with."""

    name: str
    verdict: Literal["ok", "failed", "left out"]
    said: str
    rows: tuple[tuple[str, str], ...] = ()
    """More of it, as label and text."""


@dataclass(frozen=True)
class Check:
    """What came out."""

    name: str
    problems: tuple[Problem, ...] = ()
    steps: tuple[Step, ...] = ()
    definition: Definition | None = field(default=None, repr=False)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong; warnings are not wrong."""
        return not any(not one.warning for one in self.problems) and not any(
            one.verdict == "failed" for one in self.steps
        )

    def lines(self) -> Iterator[str]:
        """Yield the report as plain text."""
        for problem in self.problems:
            yield f"{'warning' if problem.warning else 'error'}: {self.name}: {problem}"
        if not self.problems:
            yield f"ok: {self.name}: nothing wrong with the definition"
        for step in self.steps:
            yield f"{step.verdict}: {step.name}: {step.said}"
            yield from (f"    {label}: {text}" for label, text in step.rows)


def check(definition_path: str | Path, probe: ConnectionContext | None = None) -> Check:
    """Check a definition; never raises for what is wrong with it.

    Args:
        definition_path: A YAML file, or the name of a shipped definition.
        probe: A connection to try it on. Reads one page, one record, and shows the writes without sending
            them; its config needs no ``definition``.
    """
    try:
        text, name = read(definition_path)
    except ConfigurationError as error:
        return Check(str(definition_path), (Problem(1, "", error.user_message),))
    definition, problems = parse(text, name)
    found = tuple(problems)
    if definition is None or probe is None or any(not one.warning for one in problems):
        return Check(name, found, (), definition)
    return Check(name, found, tuple(_probed(definition, definition_path, probe)), definition)


def _probed(definition: Definition, path: str | Path, context: ConnectionContext) -> Iterator[Step]:
    try:
        config = RestConfig.model_validate({**context.config, "definition": str(path)})
        connector = build(definition, config, context)
    except (CrmAiError, ValueError) as error:
        said = error.user_message if isinstance(error, CrmAiError) else "the connection's settings are wrong"
        yield Step("connection", "failed", said)
        return
    try:
        yield from _tried(connector.parts, connector.check)
    finally:
        connector.close()


def _tried(parts: Parts, checked: Any) -> Iterator[Step]:  # noqa: ANN401
    try:
        checked()
    except CrmAiError as error:
        yield _failed("credentials", error)
        return
    yield Step("credentials", "ok", "accepted")
    samples: dict[str, Raw] = {}
    for name, resource in parts.definition.resources.items():
        yield from _listed(parts, name, resource, samples)
    for name, resource in parts.definition.resources.items():
        if resource.detail is not None:
            yield _detailed(parts, name, samples)
    deals = parts.definition.of_kind("deal")
    sample = (
        parts.mapper.id_of(deals[0][0], samples[deals[0][0]]) if deals and deals[0][0] in samples else None
    )
    if sample is not None and deals[0][1].detail is not None:
        yield _snapshot(parts, sample)
    yield from _dry_runs(parts, sample)


def _failed(name: str, error: CrmAiError) -> Step:
    rows = (("how to mend it", error.hint),) if error.hint else ()
    return Step(name, "failed", f"{error.user_message} [{error.code}]", rows)


def _listed(parts: Parts, name: str, resource: Resource, samples: dict[str, Raw]) -> Iterator[Step]:
    if resource.list is None:
        return
    try:
        page = next(parts.pager.pages(resource.list, {"since": None}))
    except CrmAiError as error:
        yield _failed(f"list of {name}", error)
        return
    if not page.raws:
        yield Step(f"list of {name}", "left out", "the first page is empty; nothing to judge by")
        return
    samples[name] = page.raws[0]
    records = parts.mapper.records(name, page.raws)
    more = "more pages follow" if page.next else "that was all"
    said = f"{page.held} items on the first page, {len(records)} of them read; {more}"
    yield Step(
        f"list of {name}",
        "ok" if records else "failed",
        said,
        tuple(_filled(name, resource, records, page.raws, parts)),
    )


def _filled(
    name: str, resource: Resource, records: list[Any], raws: list[Raw], parts: Parts
) -> Iterator[tuple[str, str]]:
    for one in resource.fields:
        filled = sum(getattr(record, one) not in (None, "", ()) for record in records)
        yield one, f"filled in {filled} of {len(records)}"
    if resource.modified is not None:
        known = sum(parts.mapper.modified(name, raw) is not None for raw in raws)
        yield "(time of change)", f"read in {known} of {len(raws)}"
    used = {path.partition(".")[0].partition("[")[0] for path in _paths(resource)}
    rest = sorted(set(raws[0]) - used)
    if rest:
        more = f" and {len(rest) - _SHOWN} more" if len(rest) > _SHOWN else ""
        yield "(not mapped)", ", ".join(rest[:_SHOWN]) + more


def _paths(resource: Resource) -> Iterator[str]:
    yield from (resource.id,) if isinstance(resource.id, str) else resource.id
    for rule in resource.fields.values():
        yield from (rule.source,) if isinstance(rule.source, str) else rule.source or ()


def _detailed(parts: Parts, name: str, samples: dict[str, Raw]) -> Step:
    one = parts.mapper.id_of(name, samples[name]) if name in samples else None
    if one is None:
        return Step(f"detail of {name}", "left out", "no record to try it with")
    try:
        record = parts.mapper.record(name, parts.objects.get(name, one))
    except CrmAiError as error:
        return _failed(f"detail of {name}", error)
    shown = getattr(record, "id", None)
    return Step(
        f"detail of {name}", "ok" if shown == one else "failed", f"record {one} comes back as {shown}"
    )


def _snapshot(parts: Parts, deal_id: str) -> Step:
    try:
        seen = parts.reader.snapshot(deal_id)
    except CrmAiError as error:
        return _failed("one deal with its surroundings", error)
    said = f"{len(seen.contacts)} contacts, {len(seen.activities)} activities, {len(seen.stage_changes)} stage changes"
    return Step("one deal with its surroundings", "ok", said, (("sees", ", ".join(sorted(seen.visible))),))


def _dry_runs(parts: Parts, deal_id: str | None) -> Iterator[Step]:
    writes = parts.definition.writes
    target = Target("deal", deal_id or "some-deal")
    now = datetime.now(UTC)
    note = WriteNote(_KEY, target, "<p>Dry run</p>", "Dry run", now)
    task = WriteTask(_KEY, target, "Dry run", "Dry run", (now + timedelta(days=1)).date())
    tried: list[tuple[What, dict[str, Any]]] = []
    if writes.note is not None:
        tried.append(("note", note_values(note)))
    if writes.task is not None:
        tried.append(("task", task_values(task)))
    for what, values in tried:
        try:
            request = parts.writer.prepared(what, _KEY, target, values)
            held = len(list(islice(parts.writer.existing(what, target), 1))) if deal_id else 0
        except CrmAiError as error:
            yield _failed(f"{what} (not sent)", error)
            continue
        looked = "there are some to look through" if held else "nothing there yet to look through"
        yield Step(f"{what} (not sent)", "ok", _shown(request), (("body", _body(request)), ("find", looked)))
    if writes.fields is not None:
        yield _fields(parts, deal_id)


def _fields(parts: Parts, deal_id: str | None) -> Step:
    part = parts.definition.writes.fields
    if deal_id is None or part is None:
        return Step("fields (not sent)", "left out", "no deal to try it with")
    values = {name: (1 if own.type != "text" else "Dry run") for name, own in part.fields.items()} or {
        "p_win": "Dry run"
    }
    try:
        detail = part.read or next(one.detail for _, one in parts.definition.of_kind("deal") if one.detail)
        raw, answer = parts.objects.read(detail, {"id": deal_id})
        request = parts.fields.prepared(deal_id, values, raw, answer)
        names = {name: parts.fields.name(name) for name in values}
    except CrmAiError as error:
        return _failed("fields (not sent)", error)
    there = json.dumps(raw)
    rows = [
        (name, f"{key} is {'' if json.dumps(key) in there else 'not '}in the record")
        for name, key in names.items()
    ]
    return Step("fields (not sent)", "ok", _shown(request), (("body", _body(request)), *rows))


def _shown(request: Request) -> str:
    return f"{request.method} {unquote(urlsplit(request.url).path)}"


def _body(request: Request) -> str:
    text = request.body.decode("utf-8", "replace")
    return text if len(text) <= 300 else text[:299] + "…"  # a line on a screen
