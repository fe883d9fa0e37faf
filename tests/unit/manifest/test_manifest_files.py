"""The CRM app projects and the schema follow from the manifest, and the committed ones are current."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from crm_ai_plugin.manifest import Manifest, load_manifest
from crm_ai_plugin.manifest.__main__ import main
from crm_ai_plugin.manifest.project_files import manifest_schema, project_files

ROOT = Path(__file__).parents[3]
FILES = project_files(load_manifest())


@pytest.mark.parametrize("path", FILES)
def test_committed_file_is_current(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == FILES[path], "stale: run `make generate`"


def test_no_generated_file_is_left_over() -> None:
    """Salesforce's components, objects and labels are written by hand; what stands beside a generated file is not."""
    folders = {(ROOT / path).parent for path in FILES if path.startswith("cards/salesforce/force-app/")}
    found = {
        *(ROOT / "cards/hubspot/src").rglob("*-hsmeta.json"),
        *(one for f in folders for one in f.iterdir()),
    }
    assert {str(path.relative_to(ROOT)) for path in found} <= set(FILES)


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".json")])
def test_json_parses(path: str) -> None:
    assert json.loads(FILES[path])


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".xml")])
def test_xml_is_well_formed(path: str) -> None:
    ElementTree.fromstring(FILES[path])


def test_markup_in_the_label_stays_text() -> None:
    hostile = load_manifest().model_copy(update={"label": "A & <B>"})
    for path, text in project_files(hostile).items():
        if path.endswith(".xml"):
            assert any(
                (part.text or "").startswith("A & <B>") for part in ElementTree.fromstring(text).iter()
            )


def test_a_card_location_becomes_a_card_component() -> None:
    content = load_manifest().model_dump(mode="json")
    content["cards"][0]["locations"] = [
        {
            "crm": "hubspot",
            "location": "crm.record.tab",
            "objects": ["deals"],
            "entrypoint": "/app/cards/DealCoach.tsx",
        }
    ]
    files = project_files(Manifest.model_validate(content))
    card = json.loads(files["cards/hubspot/src/app/cards/deal-coach-record-tab-hsmeta.json"])
    assert card["config"]["entrypoint"] == "/app/cards/DealCoach.tsx"
    assert card["config"]["objectTypes"] == ["deals"]


def test_optional_scopes_are_not_required() -> None:
    content = load_manifest().model_dump(mode="json")
    content["connectors"][0]["scopes"] = [
        {"name": "oauth", "reason": "connects"},
        {"name": "crm.objects.deals.write", "reason": "writes fields", "optional": True},
    ]
    files = project_files(Manifest.model_validate(content))
    auth = json.loads(files["cards/hubspot/src/app/app-hsmeta.json"])["config"]["auth"]
    assert auth["requiredScopes"] == ["oauth"]
    assert auth["optionalScopes"] == ["crm.objects.deals.write"]


def test_schema_names_every_key_of_the_file() -> None:
    schema = manifest_schema()
    assert set(schema["required"]) | {"settings", "reports", "workflow_actions"} == set(
        json.loads((ROOT / "manifest.json").read_text())
    )
    assert schema["additionalProperties"] is False


def test_generate_puts_in_the_installations_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", "--public-url", "https://ai.acme.test/", "--out", str(tmp_path)]) == 0
    webhooks = json.loads((tmp_path / "cards/hubspot/src/app/webhooks/webhooks-hsmeta.json").read_text())
    assert webhooks["config"]["settings"]["targetUrl"] == "https://ai.acme.test/webhooks/hubspot"
    assert len(capsys.readouterr().out.splitlines()) == len(FILES)


def test_a_wrong_address_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--public-url", "http://ai.acme.test", "--out", str(tmp_path)]) == 2
    assert "hosting.public_url" in capsys.readouterr().err
    assert not any(tmp_path.iterdir())


def test_validate_says_ok(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate"]) == 0
    assert capsys.readouterr().out.endswith(": ok\n")
