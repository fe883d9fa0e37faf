"""C and D on hostile JSON: nothing but our own errors comes out, and values are read as declared."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_connectors.rest import coerce, load, paths
from crm_ai_connectors.rest.extract import exploded, id_at, ids_of, matches, rows
from crm_ai_connectors.rest.mapping import Mapper
from crm_ai_connectors.rest.model.resources import FieldRule
from crm_ai_plugin.errors import RetryableError

scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12))
json_trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "data", "items", "a", "name", "stage"]) | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)
some_paths = st.sampled_from(
    ["", "a", "a.b", "data[0].id", "items[*].a", "['a']", "data[-1]", "[*]", "a[0][1]"]
)


@given(json_trees, some_paths)
@settings(deadline=None)
def test_a_path_never_fails(tree: Any, path: str) -> None:
    paths.find(tree, path)


@given(json_trees, some_paths, st.sampled_from([None, "data", "a.b"]))
@settings(deadline=None)
def test_a_list_is_found_or_the_answer_is_malformed(tree: Any, items: str, unwrap: str | None) -> None:
    try:
        found = rows(tree, items, unwrap, label="X", empty=False)
    except RetryableError:
        return
    assert all(isinstance(one, dict) for one in found)
    list(exploded(found, "a"))
    [matches(one, {"a": ("x", None)}) for one in found]


@given(json_trees)
@settings(deadline=None)
def test_ids_are_texts_or_nothing(tree: Any) -> None:
    assert all(ids_of(tree))
    for path in ("id", ["id", "a"]):
        found = id_at(tree, path)
        assert found is None or found


class _NoTables:
    def table(self, *_: Any, **__: Any) -> Any:
        from crm_ai_connectors.rest.lookups import Table

        return Table()


@given(st.sampled_from(["espocrm", "pipedrive", "attio", "copper", "zoho"]), json_trees)
@settings(deadline=None, max_examples=150)
def test_any_record_is_read_or_left_out(name: str, tree: Any) -> None:
    definition = load(name)
    mapper = Mapper(definition, _NoTables(), lambda _, one: one)  # type: ignore[arg-type]
    raw = tree if isinstance(tree, dict) else {"id": "1", "name": tree, "createdAt": tree, "stage": tree}
    for resource in definition.resources:
        mapper.records(
            resource, [raw, {"id": 1, **raw}], deal_id="d"
        ) if resource == "notes" else mapper.records(resource, [raw])


@given(st.text(alphabet="ab.[]*'0-1 ", max_size=20))
def test_a_text_is_a_path_or_refused(text: str) -> None:
    try:
        steps = paths.parse(text)
    except ValueError:
        return
    assert isinstance(steps, tuple)


RAW = {
    "id": {"object": "deals", "record_id": "r1"}, "@odata.nextLink": "u", "values": {"n": [{"value": 42}]},
    "money": "1,5", "price": "12.50", "when": 1763884800, "ms": 1763884800000, "naive": "2026-11-23 08:00:00",
    "offset": "2026-11-23T08:00:00+02:00", "us": "12/31/2026", "who": {"id": 7}, "whom": 8, "tags": "a;b; a", "people": [{"id": 1}, {"id": 2}],
    "roles": {"c1": {}, "c2": {}}, "none": [], "done": "Yes", "html": "<p>a<br>b</p>", "stage": "Won",
}  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "kind", "value"),
    [
        ("values.n[0].value", "number", 42.0),
        ("price", "number", 12.5),
        ("money", "number", None),
        ({"from": "when", "format": "epoch_s"}, "datetime", datetime(2025, 11, 23, 8, tzinfo=UTC)),
        ({"from": "ms", "format": "epoch_ms"}, "datetime", datetime(2025, 11, 23, 8, tzinfo=UTC)),
        ("naive", "datetime", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ({"from": "naive", "zone": "Europe/Berlin"}, "datetime", datetime(2026, 11, 23, 7, tzinfo=UTC)),
        ("offset", "datetime", datetime(2026, 11, 23, 6, tzinfo=UTC)),
        ({"from": "us", "format": "%m/%d/%Y"}, "date", date(2026, 12, 31)),
        ("offset", "date", date(2026, 11, 23)),
        (["who", "who.id"], "text", "7"),
        (["who.id", "whom"], "text", "7"),
        ({"from": ["missing", "whom"]}, "text", "8"),
        ({"from": ["stage", "whom"], "join": " "}, "text", "Won 8"),
        ({"from": "tags", "split": ";"}, "list", ("a", "b")),
        ({"from": "people", "element": "id"}, "list", ("1", "2")),
        ("roles", "list", ("c1", "c2")),
        ("none", "list", ()),
        ("done", "boolean", True),
        ("html", "html", "a\nb"),
        ({"from": "stage", "map": {"Won": "won"}, "otherwise": "open"}, "text", "won"),
        ({"from": "whom", "map": {"Won": "won"}, "otherwise": "open"}, "text", "open"),
        ({"from": "whom", "scale": 0.01}, "number", 0.08),
        ({"const": "fixed"}, "text", "fixed"),
        ("['@odata.nextLink']", "text", "u"),
    ],
)
def test_values_are_read_as_declared(rule: Any, kind: Any, value: Any) -> None:
    assert coerce.read(RAW, FieldRule.model_validate(rule), kind, {}) == value


def test_ids_of_every_shape() -> None:
    assert id_at({"id": 7}, "id") == "7"
    assert id_at({"id": 7.0}, "id") == "7"
    assert id_at({"id": 7.5}, "id") is None
    assert id_at({"id": True}, "id") is None
    assert id_at(RAW, "id.record_id") == "r1"
    assert id_at(RAW, ["id.object", "id.record_id"]) == "deals/r1"
    assert ids_of({"a": 1, "b": 2}) == ["a", "b"]
    assert ids_of([{"id": 1}, 2, "2", None]) == ["1", "2"]


def test_lists_in_odd_clothes() -> None:
    assert rows([{"data": {"id": 1}}], "", "data", label="X", empty=False) == [{"id": 1}]
    assert rows({"list": {"0": {"id": 1}, "2": {"id": 2}}}, "list", None, label="X", empty=False) == [
        {"id": 1},
        {"id": 2},
    ]
    assert rows({"list": None}, "list", None, label="X", empty=False) == []
    with pytest.raises(RetryableError):
        rows({}, "list", None, label="X", empty=False)
