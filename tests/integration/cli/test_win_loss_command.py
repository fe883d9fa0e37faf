"""``crm-ai win-loss`` as a user runs it."""

from __future__ import annotations

import csv
import io

import pytest

from tests.fixtures.lost_on_price import PRICE, lost_on_price


@pytest.fixture
def imported(cli, home, tmp_path):
    lost_on_price(tmp_path / "bundle", deals=120, open_deals=16)
    assert cli("import", str(tmp_path / "bundle")).status == 0
    return cli


def test_a_cohort_in_every_format(imported):
    found = imported("win-loss", "--where", "industry = 'Banking'", "--where", "amount > 0", "--json").json
    assert found["payload"]["n_won"] + found["payload"]["n_lost"] == 60
    text = imported("win-loss")
    assert text.status == 0
    assert "Price talk goes with losing" in text.out
    rows = list(csv.DictReader(io.StringIO(imported("win-loss", "--format", "csv").out)))
    price = next(row for row in rows if row["key"] == "price_pressure")
    assert (price["found"], price["direction"]) == ("True", "down")
    assert "<html" in imported("win-loss", "--format", "html").out
    assert "Price talk" in imported("win-loss", "--format", "md").out


def test_one_deal_with_its_quote(imported):
    found = imported("win-loss", "--deal", "c0", "--json").json
    assert PRICE in [one["quote"] for one in found["evidence"]]
    text = imported("win-loss", "--deal", "c0")
    assert "=Deal" not in text.out.splitlines()[0]
    assert "What moved the odds" in text.out


def test_fields_are_listed(imported):
    assert {"field": "company.industry"} in imported("win-loss", "--fields", "--json").json


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--where", "amount >"], "filter, character 9"),
        (["--where", "amonut > 3"], "no field 'amonut'"),
        (["--since", "yesterday"], "--since is no date"),
        (["--deal", "nope"], "no deal 'nope'"),
        (["--format", "docx"], "no format 'docx'"),
    ],
)
def test_a_mistake_is_one_line_and_exit_status_2(imported, arguments, says):
    run = imported("win-loss", *arguments)
    assert run.status == 2
    assert says in run.err
    assert len(run.err.strip().splitlines()) == 1
