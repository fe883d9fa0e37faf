"""Alerts, channels, schedules and shares on the command line."""

from __future__ import annotations

import json

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.usefixtures("home")

RULE = {"name": "Quiet", "pattern": "silent", "options": {"days": 10}, "deliver": ["task"]}
ACTIVITIES = (
    "id,type,direction,at,deal_id,subject\na1,email,inbound,2026-01-03,d1,hello\na2,note,,2026-03-03,d2,x\n"
)


@pytest.fixture
def loaded(cli, bundle):
    (bundle / "activities.csv").write_text(ACTIVITIES)
    assert cli("import", str(bundle)).status == 0
    return cli


@pytest.fixture
def rule_file(tmp_path):
    path = tmp_path / "rule.json"
    path.write_text(json.dumps(RULE))
    return str(path)


def test_a_rule_from_trying_to_removing(loaded, rule_file):
    patterns = {row["pattern"] for row in loaded("alerts", "patterns", "--json").json}
    assert {"silent", "like_lost"} <= patterns
    (tried,) = loaded("alerts", "try", rule_file, "--json").json
    assert (tried["deal"], tried["held"]) == ("d1", None)
    assert loaded("alerts", "list", "--json").json == []
    rule = loaded("alerts", "add", rule_file).out.strip()
    assert loaded("alerts", "fire", rule).out.endswith("1 deals found, 1 said now, 0 held back\n")
    assert loaded("alerts", "fire", rule).out == "1 deals found, 0 said now, 0 held back\n"
    (found,) = loaded("alerts", "found", "--json").json
    assert (found["deal_id"], found["state"], found["rule_id"]) == ("d1", "sent", rule)
    # Files take no tasks.
    assert loaded("deliveries", "--json").json == []
    assert loaded("alerts", "change", rule, rule_file).status == 0
    assert loaded("alerts", "remove", rule).status == 0
    assert loaded("alerts", "found", "--json").json == []


def test_a_channel_from_making_to_removing(loaded):
    made = loaded("channels", "webhook", "Ops", "https://127.0.0.1:1/hook", "--json").json
    assert made["secret"].startswith("whsec_")
    listed = loaded("channels", "list", "--json")
    assert [one["id"] for one in listed.json] == [made["id"]]
    assert made["secret"] not in listed.out
    assert (
        "not taken: 127.0.0.1 is an address that must not be called"
        in loaded("channels", "test", made["id"]).out
    )
    (notice,) = loaded("channels", "notices", "--json").json
    assert notice["state"] == "failed"
    assert loaded("channels", "enable", made["id"]).status == 0
    assert loaded("channels", "remove", made["id"]).status == 0
    assert loaded("channels", "list", "--json").json == []


def test_a_schedule(loaded, tmp_path):
    path = tmp_path / "monday.json"
    path.write_text(json.dumps({"name": "Monday", "report": "pipeline"}))
    made = loaded("schedule", "add", str(path), "--json").json
    (listed,) = loaded("schedule", "list", "--json").json
    assert (listed["id"], listed["name"], listed["report"]) == (made["id"], "Monday", "pipeline")
    assert loaded("schedule", "files", "--json").json == []
    assert loaded("schedule", "get", "rpf_none").status == 2
    assert loaded("schedule", "remove", made["id"]).status == 0


def test_a_share(loaded):
    made = loaded("share", "report", "pipeline", "--days", "1", "--json").json
    assert "/shared/" in made["url"]
    (listed,) = loaded("share", "list", "--json").json
    assert (listed["id"], listed["open"], listed["views"]) == (made["id"], True, 0)
    assert made["url"] not in loaded("share", "list").out
    assert loaded("share", "revoke", made["id"]).status == 0
    assert loaded("share", "list", "--json").json[0]["open"] is False


def test_win_loss_as_pdf(loaded, tmp_path):
    out = tmp_path / "w.pdf"
    assert loaded("report", "win-loss", "--out", str(out)).status == 0
    text = " ".join(page.extract_text() for page in PdfReader(out).pages)
    assert "Win-loss" in text
    assert "How good the model is" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("alerts", "add", "nowhere.json"), "can't read nowhere.json"),
        (("alerts", "fire", "rul_none"), "there is no alert rule 'rul_none'"),
        (("alerts", "found", "--state", "odd"), "waiting or sent"),
        (("channels", "webhook", "Ops", "http://ops.example/"), "url: has to be https"),
        (("channels", "email", "Leads", "a@acme.example"), "e-mail is not set up"),
        (("channels", "test", "chn_none"), "there is no channel 'chn_none'"),
        (("share", "revoke", "shr_none"), "nothing was shared as 'shr_none'"),
        (("share", "report", "horoscope"), "there is no report 'horoscope'"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(loaded, arguments, said):
    run = loaded(*arguments)
    assert run.status == 2
    assert said in run.err
    assert run.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [("[1]", "holds no JSON object"), ("{", "is not valid JSON"), ("[" * 5000, "is not valid JSON")],
)
def test_a_file_that_is_no_rule(loaded, tmp_path, text, said):
    path = tmp_path / "rule.json"
    path.write_text(text)
    run = loaded("alerts", "try", str(path))
    assert (run.status, said in run.err) == (2, True)
