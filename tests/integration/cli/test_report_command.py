"""Reports on the command line, as files of every format."""

from __future__ import annotations

import csv
import io
import json

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def loaded(cli, bundle):
    deals = bundle / "deals.csv"
    deals.write_text(deals.read_text() + "d4,\"=cmd|'/c calc'!A0\",qualified,,,2026-01-03,open\n")
    assert cli("import", str(bundle)).status == 0
    return cli


def test_the_reports_are_listed(cli):
    listed = {row["report"]: row["with"] for row in cli("report", "--json").json}
    assert listed["coach"] == "deal, connection"
    assert "pipeline" in listed


def test_the_pipeline_holds_every_open_deal(loaded):
    payload = loaded("report", "pipeline", "--json").json["payload"]
    assert {deal["deal_id"] for deal in payload["deals"]} == {"d1", "d2", "d4"}
    assert payload["n_open"] == 3
    chances = [deal["p_win"] for deal in payload["deals"]]
    assert payload["expected"]["value"] == pytest.approx(sum(p["value"] for p in chances))
    assert payload["expected"]["low"] == pytest.approx(sum(p["low"] for p in chances))
    (stage,) = payload["stages"]
    assert (stage["stage"], stage["n"], stage["amounts"]) == ("qualified", 3, {"EUR": 3000.0})
    assert payload["headline"].startswith("Of 3 open deals about")


def test_its_chances_are_those_of_score(loaded):
    scores = {row["deal_id"]: row["p_win"] for row in loaded("score", "--json").json}
    payload = loaded("report", "pipeline", "--json").json["payload"]
    assert {one["deal_id"]: round(one["p_win"]["value"], 4) for one in payload["deals"]} == scores


def test_a_filter_and_a_limit(loaded):
    payload = loaded("report", "pipeline", "--with", "most=1", "--json").json["payload"]
    assert (len(payload["deals"]), payload["left_out"], payload["n_open"]) == (1, 2, 3)
    nothing = loaded("report", "pipeline", "--with", "stage=lost", "--json").json["payload"]
    assert (nothing["n_open"], nothing["headline"]) == (0, "There is no open deal.")


def test_the_pipeline_as_csv_is_harmless(loaded, tmp_path):
    out = tmp_path / "pipeline.csv"
    assert loaded("report", "pipeline", "--out", str(out)).status == 0
    rows = {row["deal_id"]: row for row in csv.DictReader(io.StringIO(out.read_text()))}
    assert rows["d4"]["name"].startswith("'=cmd")
    assert float(rows["d1"]["low"]) < float(rows["d1"]["p_win"]) < float(rows["d1"]["high"])


@pytest.mark.parametrize(
    "kind", [("pipeline",), ("calibration",), ("effectiveness",), ("coach", "--with", "deal=d1")]
)
def test_a_report_as_page_and_pdf(loaded, tmp_path, kind):
    loaded("coach", "d1")
    page, pdf = tmp_path / "r.html", tmp_path / "r.pdf"
    assert loaded("report", *kind, "--out", str(page)).status == 0
    text = page.read_text()
    assert text.startswith("<!doctype html>")
    assert "<script" not in text
    assert "src=" not in text
    assert "<link" not in text
    assert loaded("report", *kind, "--out", str(pdf)).status == 0
    assert PdfReader(pdf).pages


def test_coach_writes_pdf_and_csv(loaded, tmp_path):
    pdf = tmp_path / "d1.pdf"
    assert loaded("coach", "d1", "--format", "pdf", "--out", str(pdf)).status == 0
    assert "Next steps" in " ".join(page.extract_text() for page in PdfReader(pdf).pages)
    rows = list(csv.DictReader(io.StringIO(loaded("coach", "d1", "--format", "csv").out)))
    advice = loaded("coach", "d1", "--json").json
    assert [row["step"] for row in rows] == [one["title"] for one in advice["payload"]["actions"]]
    plain = tmp_path / "d1.txt"
    loaded("coach", "d1", "--out", str(plain))
    assert "Next steps" in plain.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report", "horoscope"), "there is no report 'horoscope'"),
        (("report", "pipeline", "--format", "docx"), "there is no format 'docx'"),
        (("report", "pipeline", "--with", "most"), "not of the form name=value"),
        (("report", "pipeline", "--with", "colour=red"), "report pipeline: colour"),
        (("report", "coach"), "report coach: deal"),
        (("report", "coach", "--with", "deal=d2"), "there is no advice on deal 'd2' yet"),
        (("report", "pipeline", "--out", "/nowhere/r.pdf"), "can't write /nowhere/r.pdf"),
    ],
)
def test_what_cannot_be_reported_is_said_in_one_line(loaded, arguments, said):
    run = loaded(*arguments)
    assert run.status == 2
    assert said in run.err
    assert run.err.count("\n") == 1


def test_what_advice_did_comes_as_text_and_rows(loaded):
    loaded("coach", "d1")
    assert (
        "No deal that was advised on has closed yet"
        in loaded("report", "effectiveness", "--format", "md").out
    )
    (row,) = csv.DictReader(io.StringIO(loaded("report", "effectiveness", "--format", "csv").out))
    assert (row["action"], row["by"], row["verdict"]) == ("all", "doing", "not_told_yet")
    payload = loaded("report", "effectiveness", "--json").json["payload"]
    assert (payload["deals"], payload["overall"]["doing"]["with"]) == (0, 0)


def test_json_is_the_whole_insight(loaded, tmp_path):
    out = tmp_path / "r.json"
    loaded("report", "pipeline", "--out", str(out))
    assert json.loads(out.read_text())["kind"] == "pipeline"
