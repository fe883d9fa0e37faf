"""The metadata that is written by hand is well-formed, and the sandbox's package holds the same fields as the real one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "cards" / "salesforce" / "force-app" / "main" / "default"
SANDBOX = ROOT / "crm_ai_plugin" / "testing" / "sandbox" / "salesforce" / "package.toml"
OURS = "CRM_AI_"
NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*-meta.xml")), ids=lambda path: path.name)
def test_metadata_is_well_formed(path: Path) -> None:
    root = ElementTree.parse(path).getroot()
    assert root.tag.startswith(NAMESPACE)
    if (named := root.findtext(f"{NAMESPACE}fullName")) is not None:
        assert path.name.split(".")[0] == named


def _packaged() -> dict[str, set[str]]:
    return {
        folder.parent.name: {path.name.split(".")[0] for path in folder.iterdir()}
        for folder in (SOURCE / "objects").glob("*/fields")
    }


def test_the_sandbox_has_the_fields_of_the_package_and_no_others() -> None:
    table = tomllib.loads(SANDBOX.read_text(encoding="utf-8"))
    sandbox = {
        kind: {name for name in described["fields"] if name.startswith(OURS)}
        for kind, described in table.items()
    }
    assert sandbox == _packaged()


def test_whoever_uses_the_cards_may_read_every_field_that_is_written() -> None:
    permissions = ElementTree.parse(SOURCE / "permissionsets" / "CRM_AI_User.permissionset-meta.xml")
    readable = {one.text for one in permissions.iter(f"{NAMESPACE}field")}
    # Required fields and those of the relationship are readable for everybody, and Salesforce refuses to list them.
    given = {"CRM_AI_Insight__c.CRM_AI_Key__c", "CRM_AI_Insight__c.CRM_AI_Opportunity__c"}
    assert readable == {f"{kind}.{name}" for kind, names in _packaged().items() for name in names} - given
