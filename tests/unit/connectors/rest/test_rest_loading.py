"""What is wrong with a definition is said with its line, where, what, and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_connectors.rest import DefinitionError, check, load, shipped
from crm_ai_connectors.rest.loading import parse
from crm_ai_connectors.rest.schema import schema_text
from crm_ai_plugin.errors import ConfigurationError, UserInputError
from tests.fixtures.rest_small import TEXT, raw

SCHEMA = Path(__file__).parents[4] / "docs" / "reference" / "rest-connector.schema.json"


@pytest.mark.parametrize(
    ("old", "new", "line", "where", "says"),
    [
        ("label: Tiny", "lable: Tiny", 3, "lable", "did you mean 'label'"),
        ("definition: 1", "definition: 2", 1, "definition", "must be 1"),
        ("      page_size: 2", "      page_size: two", 20, "resources.deals.list.page_size", "valid integer"),
        ("paging: {type: offset}", "paging: {type: ofset}", 19, "resources.deals.list.paging", "'ofset' is none of"),
        ("paging: {type: offset}", "paging: {}", 19, "resources.deals.list.paging", "needs 'type'"),
        ("paging: {type: offset}", "paging: {type: cursor}", 19, "resources.deals.list.paging.cursor", "'cursor' is missing"),
        ("fields: {name: name}", "fields: {nmae: name}", 22, "resources.deals.fields.nmae", "a deal has no field 'nmae'"),
        ("fields: {name: name}", "fields: {name: 'a..b['}", 22, "resources.deals.fields.name", "is no path"),
        ("'/deals/{id}'", "'/deals/{ID}'", 21, "resources.deals.detail", "nothing fills {ID}"),
        ("'/deals/{id}'", "'/deals/{id|upper}'", 21, "resources.deals.detail.path", "no filter 'upper'"),
        ("path: /deals\n", "path: deals\n", 16, "resources.deals.list.path", "match pattern"),
        ("path: /deals\n", "path: '/deals{secret.api_key}'\n", 15, "resources.deals.list", "is used outside"),
        ("https://{host}/api", "http://{host}/api", 7, "base_url", "must be https"),
        ("hosts: ['{host}']", "hosts: [api.example.com]", 7, "base_url", "is not in `hosts`"),
        ("hosts: ['{host}']", "hosts: ['{host}', '*.com']", 8, "hosts[1]", "top-level domain"),
        ("label: Tiny", "label: Tiny\nlabel: Twice", 4, "label", "there twice"),
        ("label: Tiny", "label: !!python/name:os.system", 3, "label", "can't be read"),
        ("label: Tiny", "label: [", 5, "the file", "is no YAML"),
        ("label: Tiny", "label: Tiny\n<<: {a: b}", 4, "the file", "merge keys"),
        ("fields: {name: name}", "fields: {outcome: {from: a, map: {W: wom}}}", 22, "resources.deals.fields.outcome", "'wom' is no outcome"),
        ("kind: deal", "kind: activity", 12, "resources.deals.type", "an activity needs a `type`"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: int, where: str, says: str) -> None:
    assert old in TEXT
    _, problems = parse(TEXT.replace(old, new, 1))
    told = [str(one) for one in problems]
    assert any(one.startswith(f"line {line}, {where}:") and says in one for one in told), told


def test_the_small_definition_itself_is_in_order() -> None:
    assert parse(TEXT)[1] == []


def test_several_mistakes_are_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(TEXT.replace("label: Tiny", "lable: Tiny").replace("type: offset", "type: ofset"))
    with pytest.raises(DefinitionError) as caught:
        load(file)
    assert isinstance(caught.value, ConfigurationError)
    assert isinstance(caught.value, UserInputError)
    assert len(caught.value.problems) == 3
    assert "mine.yaml: line 3" in caught.value.user_message
    report = check(file)
    assert not report.ok
    assert next(report.lines()).startswith("error: mine.yaml: line 1, label:")


def test_a_name_that_is_not_shipped_is_guessed() -> None:
    with pytest.raises(DefinitionError, match="did you mean pipedrive"):
        load("pipedriv")
    assert not check("nowhere.yaml").ok


@pytest.mark.parametrize(
    "text",
    ["", "[]", "x", "- 1", "a: &a [*a]", "[" * 5000, "a: " + "{b: " * 200, "\x00", "? [1]\n: 2", "&a a: *b"],
)
def test_what_is_no_definition_is_refused(text: str) -> None:
    definition, problems = parse(text)
    assert definition is None
    assert problems
    assert all(one.line >= 1 for one in problems)


def test_aliases_can_not_blow_up() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "too large" in str(parse("\n".join(rows))[1][0])


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20))
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(raw())), trees)
@settings(max_examples=150, deadline=None)
def test_anything_in_any_section_ends_in_problems_or_a_definition(section: str, tree: object) -> None:
    import yaml

    definition, problems = parse(yaml.safe_dump(raw(**{section: tree})))
    assert definition is not None or [one for one in problems if not one.warning]


@given(st.integers(0, 6), st.integers(0, 10_000), st.text(max_size=6))
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_never_raises(which: int, at: int, put: str) -> None:
    from crm_ai_connectors.rest.loading import read

    text, name = read(shipped()[which])
    at %= len(text)
    parse(text[:at] + put + text[at + len(put) :], name)


def test_the_json_schema_is_current() -> None:
    assert SCHEMA.read_text("utf-8") == schema_text(), (
        "run: python -m crm_ai_connectors.rest.schema docs/reference/rest-connector.schema.json"
    )
