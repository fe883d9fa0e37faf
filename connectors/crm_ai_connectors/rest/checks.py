"""What the shape of a definition alone can't tell: names that lead nowhere, slots nobody fills, missing halves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crm_ai_plugin.records import (
    Activity,
    ActivityType,
    Company,
    Contact,
    Deal,
    DealContact,
    Direction,
    FieldChange,
    LineItem,
    Outcome,
    Owner,
    Record,
    RecordType,
    StageChange,
)

from . import templates
from .model.auth import OAuth2Auth
from .model.definition import Definition
from .model.listing import Listing, OffsetPaging, PagePaging
from .model.resources import Resource
from .model.writes import Engagement, FieldWrite

Loc = tuple[str | int, ...]

RECORDS: Mapping[RecordType, type[Record]] = {
    "owner": Owner,
    "company": Company,
    "contact": Contact,
    "deal": Deal,
    "deal_contact": DealContact,
    "activity": Activity,
    "stage_change": StageChange,
    "field_change": FieldChange,
    "line_item": LineItem,
}
"""Parents before children."""
_REQUIRED: Mapping[RecordType, tuple[str, ...]] = {
    "deal_contact": ("contact_id",),
    "activity": ("at",),
    "stage_change": ("to_stage", "at"),
    "field_change": ("field", "at"),
    "line_item": ("product",),
}
_WORDS: Mapping[str, frozenset[str | None]] = {
    "outcome": frozenset({None, *(one.value for one in Outcome)}),
    "direction": frozenset({None, *(one.value for one in Direction)}),
    "type": frozenset({None, *(one.value for one in ActivityType)}),
}
_SET_ELSEWHERE = {"id", "custom"}
_PAGE = {"page_size"}
_WRITE = {
    "target.id", "target.company_id", "target.type", "text", "html", "subject", "at", "due", "owner.id", "key", "reference", "id",
}  # fmt: skip
_SIGN = {"method", "path", "full_path", "query", "body", "timestamp"}


@dataclass(frozen=True)
class Finding:
    """Something wrong or doubtful, and where."""

    loc: Loc
    message: str
    hint: str = ""
    warning: bool = False


def findings(definition: Definition) -> Iterator[Finding]:
    """Yield what is wrong or doubtful."""
    yield from _hosts(definition)
    yield from _slots(definition)
    for name, resource in definition.resources.items():
        yield from _resource(definition, name, resource)
    yield from _snapshot(definition)
    yield from _writes(definition)


def _hosts(definition: Definition) -> Iterator[Finding]:
    for key, url in (
        ("base_url", definition.base_url),
        ("token_url", getattr(definition.auth, "token_url", None)),
        ("consent", consent.url if (consent := getattr(definition.auth, "consent", None)) else None),
    ):
        if url is None:
            continue
        loc: Loc = (key,) if key == "base_url" else ("auth", key)
        if url.startswith("http:"):
            yield Finding(loc, "must be https", "credentials travel there")
        host = re.sub(r"^https?://([^/]*).*$", r"\1", url)
        if not any(
            host == one or (one.startswith("*.") and host.endswith(one[1:])) for one in definition.hosts
        ):
            yield Finding(loc, f"its host {host!r} is not in `hosts`", f"add {host!r} to hosts")
    for index, one in enumerate(definition.hosts):
        if one.startswith("*.") and one.count(".") < 2 and "{" not in one:  # *.com
            yield Finding(("hosts", index), "allows a whole top-level domain", "name the CRM's own domain")


def _slots(definition: Definition) -> Iterator[Finding]:
    base = set(definition.variables)
    auth = definition.auth.model_dump(exclude={"type"})
    signing = _SIGN if definition.auth.type == "signature" else set()
    for key, tree in auth.items():
        yield from _unknown(("auth", key), tree, base | signing, secrets=True)
    yield from _unknown(("headers",), definition.headers, base, secrets=True)
    yield from _unknown(("base_url",), definition.base_url, base)
    yield from _unknown(("hosts",), list(definition.hosts), base)
    yield from _unknown(("probe",), definition.probe.model_dump(), base)
    if isinstance(definition.auth, OAuth2Auth) and "{secret.access_token}" not in definition.auth.value:
        yield Finding(("auth", "value"), "does not hold the token", 'write "Bearer {secret.access_token}"')


def _unknown(loc: Loc, tree: Any, known: set[str], *, secrets: bool = False) -> Iterator[Finding]:  # noqa: ANN401
    for slot in dict.fromkeys(templates.slots(tree)):
        if slot in known or (secrets and slot.startswith("secret.")):
            continue
        if slot.startswith("secret."):
            yield Finding(loc, f"the secret {{{slot}}} is used outside `auth` and `headers`", "move it there")
        else:
            yield Finding(
                loc, f"nothing fills {{{slot}}}", f"known here: {', '.join(sorted(known)) or 'nothing'}"
            )


def _listing(loc: Loc, listing: Listing, known: set[str]) -> Iterator[Finding]:
    tree = listing.model_dump(include={"path", "query", "headers", "body"})
    yield from _unknown(loc, tree, known | _PAGE)
    if listing.since is not None:
        since = listing.since.model_dump(include={"query", "headers", "body", "value"})
        yield from _unknown((*loc, "since"), since, known | {"since"})
    if isinstance(listing.paging, (PagePaging, OffsetPaging)):
        keys = str([*listing.query, listing.body]).lower()
        slips = listing.since is not None and listing.since.strategy not in {"full_scan", "if_modified_since"}
        if slips and "sort" not in keys and "order" not in keys:
            yield Finding(
                (*loc, "paging"),
                "pages by number without a stable sort: records that change meanwhile may be missed",
                "sort by time of change, oldest first",
                warning=True,
            )
    if getattr(listing.paging, "where", "query") == "body" and listing.method != "POST":
        yield Finding((*loc, "paging", "in"), "pages in the body, but the call is a GET", "set method: POST")


def _resource(definition: Definition, name: str, resource: Resource) -> Iterator[Finding]:
    loc: Loc = ("resources", name)
    base = set(definition.variables)
    model = RECORDS[resource.kind]
    for field, rule in resource.fields.items():
        if field not in model.model_fields or field in _SET_ELSEWHERE:
            names = ", ".join(sorted(set(model.model_fields) - _SET_ELSEWHERE))
            yield Finding(
                (*loc, "fields", field), f"a {resource.kind} has no field {field!r}", f"there are {names}"
            )
        if field in _WORDS:
            unknown = [
                one
                for one in (*(rule.map or {}).values(), rule.otherwise, rule.const)
                if one not in _WORDS[field]
            ]
            if unknown:
                allowed = ", ".join(sorted(one for one in _WORDS[field] if one))
                yield Finding(
                    (*loc, "fields", field), f"{unknown[0]!r} is no {field}", f"there are {allowed}"
                )
        if rule.lookup is not None and rule.lookup not in definition.metadata:
            yield Finding((*loc, "fields", field, "lookup"), f"no metadata table {rule.lookup!r}", "add it")
    for field in _REQUIRED.get(resource.kind, ()):
        if field not in resource.fields:
            yield Finding((*loc, "fields"), f"a {resource.kind} needs the field {field!r}", "add it")
    typed = resource.type is not None or "type" in resource.fields
    if typed != (resource.kind == "activity") or (resource.type and "type" in resource.fields):
        what = (
            "an activity needs a `type`, there or in `fields`"
            if resource.type is None
            else "only activities have a `type`"
        )
        yield Finding((*loc, "type"), what, "email, call, meeting, note, task or web")
    if resource.custom and resource.custom.labels and resource.custom.labels not in definition.metadata:
        yield Finding((*loc, "custom", "labels"), f"no metadata table {resource.custom.labels!r}", "add it")
    if resource.tombstones is not None:
        yield from _listing((*loc, "tombstones"), resource.tombstones.list, base | {"since"})
    if resource.list is not None:
        yield from _listing((*loc, "list"), resource.list, base)
        since = resource.list.since
        if since is not None and since.strategy in {"filter", "sort_desc"} and resource.modified is None:
            yield Finding((*loc, "list", "since"), "needs to know when a record changed", "set `modified`")
    if resource.detail is not None:
        tree = resource.detail.model_dump(include={"path", "query", "headers", "body"})
        yield from _unknown((*loc, "detail"), tree, base | {"id"})
    if resource.batch is not None:
        tree = resource.batch.model_dump(include={"path", "query", "headers", "body"})
        yield from _unknown((*loc, "batch"), tree, base | {"ids", "id_list"})


def _snapshot(definition: Definition) -> Iterator[Finding]:
    base = set(definition.variables)
    for index, relation in enumerate(definition.snapshot):
        loc: Loc = ("snapshot", index)
        resource = definition.resources.get(relation.resource)
        if resource is None:
            yield Finding(
                (*loc, "resource"), f"there is no resource {relation.resource!r}", "name one of resources"
            )
            continue
        if relation.request is not None:
            yield from _listing((*loc, "request"), relation.request, base | {"id", "company_id", "owner_id"})
        by_id = "through" if relation.through is not None else "ids" if relation.ids is not None else ""
        if by_id and not (resource.detail or resource.batch):
            yield Finding(
                (*loc, by_id), f"{relation.resource} can't be fetched by id", "give it `detail` or `batch`"
            )
    if definition.snapshot and not any(one.detail for _, one in definition.of_kind("deal")):
        yield Finding(("snapshot",), "there is no deal to read it around", "give a deal resource a `detail`")
    for kind in ("deal", "company", "contact", "owner"):
        if len(definition.of_kind(kind)) > 1:
            yield Finding(("resources",), f"two resources hold {kind} records", "keep one")


def _writes(definition: Definition) -> Iterator[Finding]:
    base = set(definition.variables)
    for key, part in (("note", definition.writes.note), ("task", definition.writes.task)):
        if part is not None:
            yield from _engagement(("writes", key), part, base)
    on: tuple[tuple[RecordType, str, FieldWrite | None], ...] = (
        ("deal", "fields", definition.writes.fields),
        ("contact", "contact_fields", definition.writes.contact_fields),
    )
    for kind, key, fields in on:
        if fields is not None:
            yield from _fields(definition, kind, ("writes", key), fields)


def _fields(definition: Definition, kind: RecordType, loc: Loc, fields: FieldWrite) -> Iterator[Finding]:
    base = set(definition.variables)
    if fields.read is None and not any(one.detail for _, one in definition.of_kind(kind)):
        yield Finding(
            loc, "what is written can't be read back", f"give a {kind} resource a `detail`, or set `read`"
        )
    if fields.labels is not None and fields.labels not in definition.metadata:
        yield Finding((*loc, "labels"), f"no metadata table {fields.labels!r}", "add it")
    if fields.labels is None and (fields.any_label or any(one.label for one in fields.fields.values())):
        yield Finding((*loc, "fields"), "a field is named by its label", "set `labels` to a metadata table")
    yield from _unknown((*loc, "any"), fields.any, base | {"name"})
    yield from _unknown((*loc, "any_label"), fields.any_label, base | {"name"})
    yield from _unknown((*loc, "key"), fields.key, {"key"})
    tree = fields.update.model_dump(include={"path", "query", "headers", "body"})
    yield from _unknown((*loc, "update"), tree, base | {"id"})


def _engagement(loc: Loc, part: Engagement, base: set[str]) -> Iterator[Finding]:
    known = base | _WRITE
    for key in ("create", "delete", "read"):
        call = getattr(part, key)
        if call is not None:
            tree = call.model_dump(include={"path", "query", "headers", "body"})
            yield from _unknown((*loc, key), tree, known)
    yield from _listing((*loc, "find"), part.find, known)
    sent = set(templates.slots(part.create.model_dump()))
    if not sent & {"text", "html"}:
        yield Finding((*loc, "create"), "the text is nowhere in it", 'put "{text}" or "{html}" into the body')
    if not sent & {"target.id", "target.company_id"}:
        yield Finding((*loc, "create"), "the record it belongs to is nowhere in it", 'use "{target.id}"')


__all__ = ["RECORDS", "Finding", "findings"]
