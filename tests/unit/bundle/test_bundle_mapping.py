"""The mapping file: what it can say, and how it answers mistakes."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.bundle import load_mapping, mapping_schema, open_bundle, shipped_mappings
from crm_ai_plugin.bundle.mapping.load import parse_mapping
from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.records import Company, Deal, LineItem, Owner, StageChange

ONE_FILE = "version: 1\nfiles:\n  sales.csv:\n"


def failure(text: str) -> UserInputError:
    with pytest.raises(UserInputError) as caught:
        parse_mapping("m.yaml", text)
    assert caught.value.code == "mapping"
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (ONE_FILE + "    records:\n      deal:\n        id: x\n        stge: y\n", 7, "did you mean `stage`"),
        (ONE_FILE + "    records:\n      deal:\n        name: y\n", 5, "`id` is needed"),
        (ONE_FILE + "    encodin: utf-8\n", 4, "did you mean `encoding`"),
        (ONE_FILE + "    encoding: zip\n", 4, "no such text encoding"),
        (ONE_FILE + "    encoding: klingon\n", 4, "no such text encoding"),
        (ONE_FILE + "    dates: ['%d/%m/%Y', '%Q']\n", 4, "no date format"),
        (ONE_FILE + "    dates: ['%d/%d/%Y']\n", 4, "twice"),
        (ONE_FILE + "    dates: ['%d %b']\n", 4, "no year"),
        (ONE_FILE + "    delimiter: '\"'\n", 4, "pattern"),
        (ONE_FILE + "    decimal: ','\n    thousands: ','\n", 3, "same sign"),
        (ONE_FILE + "    row: contact\n    records: {deal: {id: x}}\n", 3, "`records` has no contact"),
        (ONE_FILE + "    records: {}\n", 3, "`records` is empty"),
        (ONE_FILE + "    records:\n      deal:\n        id: {column: a, hash: all}\n", 6, "exactly one"),
        (ONE_FILE + "    records:\n      deal:\n        id: {}\n", 6, "exactly one"),
        (ONE_FILE + "    records:\n      stage_change:\n        - {deal_id: a, to_stage: b, at: c}\n"
         "        - {deal_id: a, to_stage: b}\n", 7, "`at` is needed"),
        ("version: 1\nversion: 1\n", 2, "given twice"),
        ("version: 2\nfiles: {a.csv: {}}\n", 1, "version"),
        ("files: {a.csv: {}}\n", 1, "`version` is missing"),
        ("version: 1\n", 1, "`files` is missing"),
        ("version: 1\nfiles: {}\n", 2, "at least 1"),
        ("version: 1\nfiles: [a.csv]\n", 2, "dictionary"),
        ("version: 1\nfiles:\n  a.csv: &x {}\n  b.csv: *x\n", 3, "anchors"),
        ("version: 1\nfiles: !!python/object:os.system {}\n", 2, "tags"),
        ("version: 1\nfiles: {a.csv\n", 3, "no valid YAML"),
        ("version: 1\n\tfiles: 1\n", 2, "no valid YAML"),
        ("a: " + "[" * 5_000 + "\n", 1, "nested too deep"),
        ("? [a]\n: b\n", 1, "plain text"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(text: str, line: int, says: str) -> None:
    error = failure(text)
    assert f"m.yaml, line {line}:" in error.user_message
    assert says.lower() in f"{error.user_message} {error.hint}".lower()


@pytest.mark.parametrize("text", ["", "- a\n", "just words", "\x01", "a: b\n---\nc: d\n", "x" * 2_000_000])
def test_what_is_no_mapping_at_all(text: str) -> None:
    failure(text)


def test_several_mistakes_are_counted() -> None:
    assert "(and 1 more)" in failure("files: {a.csv: {nope: 1}}\n").user_message


def test_words_stay_words() -> None:
    mapping = parse_mapping(
        "m.yaml",
        ONE_FILE + "    records:\n      deal:\n        id: 2016\n"
        "        outcome: {column: Closed, values: {No: open, Yes: won, 0: lost}}\n"
        "        created_at: {constant: 2024-01-01}\n",
    )
    records = mapping.files["sales.csv"].records
    assert records is not None
    sources = records.given()[0][1].sources()
    assert sources["id"].column == "2016"
    assert sources["outcome"].values == {"No": "open", "Yes": "won", "0": "lost"}
    assert sources["created_at"].constant == "2024-01-01"


def test_not_found_names_those_that_ship(tmp_path: Path) -> None:
    with pytest.raises(UserInputError) as caught:
        load_mapping(tmp_path / "nope.yaml")
    assert "it_consulting_deals" in (caught.value.hint or "")


def test_shipped_mappings_load_by_name() -> None:
    assert shipped_mappings() == ["crm_sales_opportunities", "it_consulting_deals"]
    for name in shipped_mappings():
        assert load_mapping(name).description


def test_the_shipped_schema_is_the_models() -> None:
    shipped = (resources.files("crm_ai_plugin.bundle.mapping") / "mapping.schema.json").read_text("utf-8")
    assert json.loads(shipped) == mapping_schema(), "write it again: see docs/reference/bundle.md"
    assert "stage" in mapping_schema()["$defs"]["DealMapping"]["properties"]


FOREIGN = """\
version: 1
files:
  prices.csv: {}
  sales.csv:
    dates: ["%d.%m.%Y"]
    decimal: ","
    thousands: "."
    blank: [N/A]
    aliases:
      Product: {GTXPro: GTX Pro}
    ignore: [Internal]
    records:
      owner: {id: Rep, name: Rep}
      company: {id: Account, name: Account}
      deal:
        id: {hash: [Account, Product, Date]}
        name: {join: [Product, Account], with: " for "}
        company_id: Account
        owner_id: {column: Rep, default: nobody}
        amount: Amount
        currency: {constant: EUR}
        outcome: {column: Result, values: {W: won, L: lost}, otherwise: refuse}
        closed_at: Date
        custom:
          margin: {column: Margin, as: number}
      line_item:
        deal_id: {hash: [Account, Product, Date]}
        product: Product
        price: {column: Product, lookup: {file: prices.csv, match: product, take: price}}
      stage_change:
        when: {Result: [W]}
        when_filled: [Date]
        deal_id: {hash: [Account, Product, Date]}
        to_stage: {constant: Won}
        at: Date
"""
SALES = (
    "Account;Product;Date;Amount;Result;Rep;Margin;Region;Internal\n"
    "Acme;GTXPro;31.12.2025;1.234,50;W;Ann;0,5;North;x\n"
    "Acme;GTXPro;31.12.2025;1.234,50;W;Ann;0,5;North;x\n"
    "Beta;Other;01.02.2026;N/A;l;;;South;\n"
    "Beta;Other;2026-02-01;1;W;Ann;;;\n"
    "Beta;Other;01.02.2026;1;?;Ann;;;\n"
)
PRICES = "product,price\nGTX Pro,4.821\n"


def test_one_foreign_row_gives_several_records(read: Any) -> None:
    done = read({"sales.csv": SALES, "prices.csv": PRICES}, FOREIGN)
    first, second, third = done.of(Deal)
    assert (first.name, first.amount, first.currency, first.outcome) == (
        "GTX Pro for Acme",
        1234.5,
        "EUR",
        "won",
    )
    assert first.closed_at is not None
    assert first.closed_at.isoformat() == "2025-12-31T00:00:00+00:00"
    assert first.custom == {"margin": 0.5, "Region": "North"}
    assert second.id == first.id + "-2"
    assert (third.amount, third.outcome, third.owner_id) == (None, "lost", "nobody")
    assert [one.id for one in done.of(Owner)] == ["Ann"]
    assert [one.id for one in done.of(Company)] == ["Acme", "Beta"]
    assert [(one.deal_id, one.price) for one in done.of(LineItem)] == [
        (first.id, 4821.0),
        (second.id, 4821.0),
        (third.id, None),
    ]
    assert [one.deal_id for one in done.of(StageChange)] == [first.id, second.id]
    assert [(one.line, one.column, one.reason) for one in done.report.refusals] == [
        (5, "Date", "bad_time"),
        (6, "Result", "unmapped_value"),
    ]
    assert done.warned()["mended", "Product"] == 2
    assert done.warned()["not_looked_up", "Product"] == 1


def test_ids_made_from_whole_rows_do_not_depend_on_their_order(read: Any) -> None:
    mapping = ONE_FILE + "    records: {deal: {id: {hash: all}, name: Name}}\n"
    rows = ["A,1", "B,1", "A,1", "A,2", "A,1"]
    forward = read({"sales.csv": "\n".join(["Name,Nr", *rows])}, mapping)
    backward = read({"sales.csv": "\n".join(["Name,Nr", *reversed(rows)])}, mapping)
    assert len({one.id for one in forward.of(Deal)}) == len(rows)
    assert {one.id: one for one in forward.of(Deal)} == {one.id: one for one in backward.of(Deal)}


def test_repeated_parents_that_contradict_each_other_are_reported(read: Any) -> None:
    mapping = (
        ONE_FILE
        + "    records: {company: {id: Account, country: Land}, deal: {id: Nr, company_id: Account}}\n"
    )
    done = read({"sales.csv": "Nr,Account,Land\n1,Acme,DE\n2,Acme,DE\n3,Acme,FR\n"}, mapping)
    assert done.of(Company) == [Company(id="Acme", country="DE")]
    assert done.warned() == {("contradiction", "company"): 1}


def test_rows_to_which_nothing_applies_are_refused(read: Any) -> None:
    mapping = ONE_FILE + "    records: {deal: {id: Nr, when: {Type: [Deal]}}}\n"
    done = read({"sales.csv": "Nr,Type\n1,deal\n2,Lead\n"}, mapping)
    assert [deal.id for deal in done.of(Deal)] == ["1"]
    assert done.report.refused_by_reason == {"no_record": 1}


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        (ONE_FILE + "    records: {deal: {id: Numer}}\n", "no column `Numer`"),
        (ONE_FILE + "    records: {deal: {id: Nr, amount: {constant: lots}}}\n", "does not fit"),
        (ONE_FILE + "    records: {deal: {id: {column: Nr, lookup: {file: x, match: a, take: b}}}}\n", "x"),
        (ONE_FILE + "    records: {deal: {id: Nr}}\n  b.csv: {records: {deal: {id: Nr}}}\n", "no file b.csv"),
        (ONE_FILE + "    rest: custom\n", "gives no records"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_the_files(read: Any, mapping: str, says: str) -> None:
    with pytest.raises(UserInputError, match=says):
        read({"sales.csv": "Nr,Name\n1,A\n"}, mapping)


def test_patterns_optional_files_and_files_of_the_own_format(read: Any) -> None:
    mapping = (
        "version: 1\nfiles:\n  sales-*.csv: {records: {deal: {id: Nr}}}\n"
        "  gone.csv: {optional: true, records: {owner: {id: x}}}\n"
    )
    files = {"sales-1.csv": "Nr\n1\n", "sales-2.csv": "Nr\n2\n1\n", "owners.csv": "id\no1\n"}
    done = read(files, mapping)
    assert {deal.id for deal in done.of(Deal)} == {"1", "2"}
    assert done.report.refused_by_reason == {"duplicate_id": 1}
    assert done.of(Owner) == [Owner(id="o1")]


def test_a_single_file_of_any_name_uses_the_only_mapping(tmp_path: Path) -> None:
    table = tmp_path / "my export.csv"
    table.write_text("Nr\n1\n")
    mapping = parse_mapping("m.yaml", ONE_FILE + "    records: {deal: {id: Nr}}\n")
    assert [file.name for file in open_bundle(table, mapping).files] == ["my export.csv"]
    two = parse_mapping(
        "m.yaml", ONE_FILE + "    records: {deal: {id: Nr}}\n  b.csv: {records: {deal: {id: Nr}}}\n"
    )
    with pytest.raises(UserInputError, match="no file named"):
        open_bundle(table, two)


def test_json_lines_can_be_mapped(read: Any) -> None:
    mapping = (
        ONE_FILE.replace(".csv", ".jsonl") + "    records: {deal: {id: nr, amount: value}}\n    ignore: [x]\n"
    )
    done = read({"sales.jsonl": '{"nr": 1, "value": 2, "x": 3, "y": 4}\n'}, mapping)
    assert done.of(Deal) == [Deal(id="1", amount=2, custom={"y": 4})]


yaml_pieces = st.sampled_from(
    [
        "version: 1\n",
        "files:\n",
        "  a.csv:\n",
        "    records:\n",
        "      deal:\n",
        "        id: x\n",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ": ",
        "hash: all",
        "&a",
        "*a",
        "!!int",
        "'",
        '"',
        ">\n",
        "\t",
        "#",
        "?",
        "\x85",
        "\u2028",
        "é",
        "~",
        "1e999",
    ]
)


@settings(deadline=None)
@given(st.lists(yaml_pieces | st.text(max_size=5), max_size=15).map("".join))
def test_any_text_gives_a_mapping_or_one_error(text: str) -> None:
    try:
        parse_mapping("m.yaml", text)
    except UserInputError as error:
        assert error.code == "mapping"  # noqa: PT017  # either outcome is right


yaml_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=4)
    | st.sampled_from(["all", "deal", "a.csv"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["deal", "id", "column", "hash", "records", "values", "dates", "lookup", "when", "row"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(yaml_values)
def test_any_shape_gives_a_mapping_or_one_error(value: Any) -> None:
    for text in (
        json.dumps({"version": 1, "files": value}),
        json.dumps({"version": 1, "files": {"a.csv": value}}),
    ):
        try:
            parse_mapping("m.yaml", text)
        except UserInputError as error:
            assert error.code == "mapping"  # noqa: PT017  # either outcome is right
