"""CSV, JSON Lines, zip: what is read, and one clear error for each hostile file."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_ai_plugin.bundle import ImportReport, open_bundle
from crm_ai_plugin.errors import UserInputError
from crm_ai_plugin.records import Deal

HEADER = "id,name,amount\n"


def failure(read: Any, files: dict[str, str | bytes], mapping: str | None = None) -> UserInputError:
    with pytest.raises(UserInputError) as caught:
        read(files, mapping)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    "content",
    [
        "id,name,amount\nd1,A,1\nd2,B,2\n",
        "id;name;amount\nd1;A;1\nd2;B;2\n",
        "id\tname\tamount\r\nd1\tA\t1\r\nd2\tB\t2\r\n",
        "sep=;\nid;name;amount\nd1;A;1\nd2;B;2",
        "\ufeffid,name,amount\n\nd1,A,1\n\nd2,B,2\n",
        '"id","name","amount"\n"d1","A","1"\n"d2","B","2"\n',
        "ID, Name ,AMOUNT\nd1,A,1\nd2,B,2\n",
        "id,name,amount\nd1,A,1,,\nd2,B,2,\n",
        "id,name,amount\rd1,A,1\rd2,B,2\r",
    ],
)
def test_ways_to_write_a_table(read: Any, content: str) -> None:
    done = read({"deals.csv": content})
    assert done.records == [Deal(id="d1", name="A", amount=1), Deal(id="d2", name="B", amount=2)]
    assert done.report.refused == 0


def test_quoted_cells_may_hold_anything(read: Any) -> None:
    done = read({"deals.csv": HEADER + 'd1,"a, ""b""\nc",1\nd2,5" pipe,2\n'})
    assert [deal.name for deal in done.of(Deal)] == ['a, "b"\nc', '5" pipe']


def test_lines_are_counted_over_quoted_line_breaks_and_blank_lines(read: Any) -> None:
    done = read({"deals.csv": HEADER + 'd1,"a\nb",1\n\nd2,B,x\n'})
    (refusal,) = done.report.refusals
    assert (refusal.file, refusal.line, refusal.column, refusal.value_excerpt) == (
        "deals.csv",
        5,
        "amount",
        "x",
    )


def test_rows_that_are_no_rows_cost_only_themselves(read: Any) -> None:
    done = read({"deals.csv": HEADER + 'd1,A,1\nd2,B\nd3,"C"x,3\nd4,D,4,more\nd5,E,5\n'})
    assert [deal.id for deal in done.of(Deal)] == ["d1", "d5"]
    assert [(one.line, one.reason) for one in done.report.refusals] == [
        (3, "column_count"),
        (4, "malformed_quotes"),
        (5, "column_count"),
    ]
    assert (done.report.rows_read, done.report.kept, done.report.refused) == (5, 2, 3)


@pytest.mark.parametrize("ending", ["", "\n"])
def test_a_quote_that_is_never_closed(read: Any, ending: str) -> None:
    error = failure(read, {"deals.csv": HEADER + 'd1,A,1\nd2,"B,2\nd3,C,3' + ending})
    assert (error.code, "line 3" in error.user_message) == ("bundle_unclosed_quote", True)


def test_a_quote_that_swallows_megabytes(read: Any) -> None:
    error = failure(read, {"deals.csv": HEADER + 'd1,"' + "x,y,z\n" * 900_000})
    assert (error.code, "line 2" in error.user_message) == ("bundle_unclosed_quote", True)


@pytest.mark.parametrize("name", ["deals.csv", "deals.jsonl"])
def test_a_line_without_end(read: Any, name: str) -> None:
    error = failure(read, {name: HEADER + "d1," + "x" * 10_000_000})
    assert (error.code, "line 2" in error.user_message) == ("bundle_line_too_long", True)


def test_a_nul_byte(read: Any) -> None:
    error = failure(read, {"deals.csv": HEADER + "d1,A\0B,1\n"})
    assert (error.code, "line 2" in error.user_message, "byte 19" in error.user_message) == (
        "bundle_not_text",
        True,
        True,
    )


def test_another_encoding_is_located_and_can_be_named(read: Any) -> None:
    content = (HEADER + "d1,A,1\nd2,Grüße,2\n").encode("cp1252")
    error = failure(read, {"deals.csv": content})
    assert error.code == "bundle_encoding"
    assert "line 3: byte 27 is not UTF-8" in error.user_message
    assert "encoding: cp1252" in (error.hint or "")
    mapping = (
        "version: 1\nfiles:\n  deals.csv:\n    encoding: cp1252\n    records: {deal: {id: id, name: name}}\n"
    )
    assert read({"deals.csv": content}, mapping).of(Deal)[1].name == "Grüße"


def test_a_bad_byte_far_into_the_file_is_located(read: Any) -> None:
    good = "".join(f"d{number},ü,1\n" for number in range(100_000))
    content = (HEADER + good).encode() + b"x,\xe9,1\n"
    error = failure(read, {"deals.csv": content})
    assert f"line 100002: byte {len(content) - 4:,}" in error.user_message


def test_utf_16_is_recognised_and_can_be_named(read: Any) -> None:
    content = (HEADER + "d1,Grüße,1\n").encode("utf-16")
    assert failure(read, {"deals.csv": content}).code == "bundle_encoding"
    mapping = (
        "version: 1\nfiles:\n  deals.csv:\n    encoding: utf-16\n    records: {deal: {id: id, name: name}}\n"
    )
    assert read({"deals.csv": content}, mapping).of(Deal)[0].name == "Grüße"
    assert failure(read, {"deals.csv": b"id,name\n1,2"}, mapping).code == "bundle_encoding"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "bundle_header"),
        ("\n\n", "bundle_header"),
        ("id,id\n1,2\n", "bundle_header"),
        (",,\n", "bundle_header"),
        ("name\nA\n", "bundle_header"),
        (",".join(f"c{number}" for number in range(3000)), "bundle_header"),
        (b"PK\x03\x04 a workbook", "bundle_not_text"),
    ],
)
def test_headers_that_can_not_be_used(read: Any, content: str | bytes, code: str) -> None:
    assert failure(read, {"deals.csv": content}).code == code


def test_json_lines(read: Any) -> None:
    rows = [
        {
            "id": 1,
            "amount": 2.5,
            "competitors": ["X", "Y"],
            "score": 7,
            "tags": ["a"],
            "custom": {"tier": "gold"},
        },
        {"id": "2", "name": None, "outcome": "won", "closed_at": "2026-01-01T00:00:00Z", "hot": True},
    ]
    done = read({"deals.jsonl": "\n".join(json.dumps(row) for row in rows)})
    one, two = done.of(Deal)
    assert (one.id, one.amount, one.competitors) == ("1", 2.5, ("X", "Y"))
    assert one.custom == {"score": 7, "tags": '["a"]', "tier": "gold"}
    assert (two.outcome, two.custom) == ("won", {"hot": True})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "malformed_json"),
        ("[1]", "malformed_json"),
        ('{"id": NaN}', "malformed_json"),
        ("[" * 100_000, "malformed_json"),
        ('{"id": "a\\u0000"}', "nul_character"),
        ('{"id": "\\ud800"}', "bad_value"),
        ('{"id": {"a": 1}}', "bad_text"),
        ('{"id": "1", "amount": "' + "9" * 5000 + '"}', "bad_number"),
        ('{"id": "1", "score": 1e999}', "bad_number"),
        ('{"name": "A"}', "missing_value"),
    ],
)
def test_json_lines_that_are_no_records(read: Any, line: str, reason: str) -> None:
    done = read({"deals.jsonl": line + '\n{"id": "good"}\n'})
    assert [deal.id for deal in done.of(Deal)] == ["good"]
    assert [(one.line, one.reason) for one in done.report.refusals] == [(1, reason)]


def test_parquet_without_its_library_says_what_to_install(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    error = failure(read, {"deals.parquet": b"PAR1"})
    assert "pip install pyarrow" in (error.hint or "")


def pack(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def read_zip(path: Path) -> list[Any]:
    report = ImportReport()
    return [one for file in open_bundle(path).files for batch in file.records(report) for one in batch]


def test_a_zip_is_read_like_its_folder(tmp_path: Path) -> None:
    path = pack(
        tmp_path / "crm.zip",
        {"export/deals.csv": HEADER + "d1,A,1\n", "__MACOSX/deals.csv": "x", "export/readme.txt": "hello"},
    )
    assert read_zip(path) == [Deal(id="d1", name="A", amount=1)]
    assert open_bundle(path).ignored == ("readme.txt",)


@pytest.mark.parametrize(
    "name", ["../deals.csv", "/deals.csv", "a/../../deals.csv", "..\\deals.csv", "C:\\deals.csv"]
)
def test_zip_slip(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserInputError) as caught:
        read_zip(pack(tmp_path / "crm.zip", {name: HEADER}))
    assert caught.value.code == "bundle_unsafe"


def test_a_zip_bomb(tmp_path: Path) -> None:
    with pytest.raises(UserInputError, match="times its size") as caught:
        read_zip(pack(tmp_path / "crm.zip", {"deals.csv": HEADER + "\n" * 30_000_000}))
    assert caught.value.code == "bundle_unsafe"


def test_a_zip_with_too_many_files_or_one_name_twice(tmp_path: Path) -> None:
    with pytest.raises(UserInputError, match="more than 1,000"):
        read_zip(pack(tmp_path / "many.zip", {f"{number}.csv": "" for number in range(1_001)}))
    with pytest.raises(UserInputError, match="twice"):
        read_zip(pack(tmp_path / "twice.zip", {"a/deals.csv": HEADER, "b/deals.csv": HEADER}))


@pytest.mark.parametrize("damage", [slice(0, 60), slice(30, 90), slice(-40, None)])
def test_a_damaged_zip(tmp_path: Path, damage: slice) -> None:
    path = pack(
        tmp_path / "crm.zip", {"deals.csv": HEADER + "".join(f"d{n},A{n * n},1\n" for n in range(500))}
    )
    content = bytearray(path.read_bytes())
    content[damage] = bytes(len(content[damage]))
    path.write_bytes(content)
    with pytest.raises(UserInputError) as caught:
        read_zip(path)
    assert caught.value.hint


@pytest.mark.parametrize("name", ["missing", "missing.csv", "missing.zip"])
def test_nothing_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserInputError, match="does not exist"):
        open_bundle(tmp_path / name)


def test_a_folder_without_deals_says_what_it_found(read: Any) -> None:
    error = failure(read, {"sales.csv": "a,b\n1,2\n"})
    assert (error.code, "sales.csv" in error.user_message) == ("bundle_no_deals", True)


def test_two_files_for_one_thing(read: Any) -> None:
    assert failure(read, {"deals.csv": HEADER, "deals.jsonl": ""}).code == "bundle_ambiguous"


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["deals.csv", "deals.jsonl", "deals.zip"]), st.booleans())
def test_any_bytes_give_records_or_one_error(
    tmp_path: Path, body: bytes, name: str, with_header: bool
) -> None:
    path = tmp_path / name
    path.write_bytes((HEADER.encode() + body) if with_header else body)
    report = ImportReport()
    try:
        records = [one for file in open_bundle(path).files for batch in file.records(report) for one in batch]
    except UserInputError as error:
        assert error.hint  # noqa: PT017  # either outcome is right
    else:
        assert len(records) == report.kept


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from('ab1,;\t"\n\r\0 ü.'), max_size=80))
def test_any_table_text(read: Any, body: str) -> None:
    try:
        done = read({"deals.csv": HEADER + body})
    except UserInputError as error:
        assert error.code in ("bundle_unclosed_quote", "bundle_not_text", "bundle_header")  # noqa: PT017
    else:
        assert done.report.kept == len(done.records)
