"""``crm-ai dsar`` and ``do-not-profile``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.cli.conftest import Cli

DEALS = "id,name,created_at\nd1,Acme,2026-01-01\n"
CONTACTS = "id,first_name,last_name,email\nc1,Ann,Quill,ann@example.com\nc2,Bob,Marley,bob@example.com\n"
ACTIVITIES = (
    "id,type,direction,at,body,deal_id,contact_ids\na1,email,inbound,2026-01-02,I wrote to Bob Marley,d1,c1\n"
)


@pytest.fixture
def bundle(tmp_path: Path, home: Path, cli: Cli) -> Path:
    folder = tmp_path / "bundle"
    folder.mkdir()
    for name, text in (("deals", DEALS), ("contacts", CONTACTS), ("activities", ACTIVITIES)):
        (folder / f"{name}.csv").write_text(text)
    assert cli("import", str(folder)).status == 0
    return folder


@pytest.mark.usefixtures("bundle")
def test_what_is_held_is_written_for_the_person(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "answer"
    told = cli("dsar", "c1", "--out", str(out), "--json").json
    assert told["entries"]["contacts"] == 1
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "ann@example.com" in page
    assert "Marley" not in page
    data = json.loads((out / "data.json").read_text(encoding="utf-8"))
    assert data["id"] == told["id"]
    again = cli("dsar", "c1", "--out", str(out))
    assert (again.status, "there already" in again.err) == (2, True)
    assert cli("dsar", "nobody", "--out", str(tmp_path / "other")).status == 2
    assert not (tmp_path / "other").exists()


@pytest.mark.usefixtures("bundle")
def test_somebody_is_left_alone_and_no_longer(cli: Cli, bundle: Path, tmp_path: Path) -> None:
    assert "may be profiled" in cli("do-not-profile", "c1", "--show").out
    assert "is not profiled, says command line" in cli("do-not-profile", "c1").out
    assert cli("do-not-profile", "c1", "--show", "--json").json["do_not_profile"] is True
    # The file brings nothing of them back.
    assert cli("import", str(bundle)).status == 0
    held = cli("dsar", "c1", "--out", str(tmp_path / "answer.zip"), "--json").json
    assert held["entries"]["profiling_opt_outs"] == 1
    lifted = cli("do-not-profile", "c1", "--lift")
    assert ("may be profiled" in lifted.out, "sync" in lifted.err) == (True, True)
    assert cli("do-not-profile", "c1", "--lift", "--show").status == 2
