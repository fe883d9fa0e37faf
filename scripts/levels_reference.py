"""Write docs/reference/connector-levels.md: what the contract suites of our connectors and of the example come to.

It runs the suites, which takes a minute.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from crm_ai_plugin.cli.partner import suite  # noqa: E402
from crm_ai_plugin.testing.contracts import ConnectorContract, catalogue  # noqa: E402

PAGE = ROOT / "docs" / "reference" / "connector-levels.md"
EXAMPLE = ROOT / "examples" / "acme-connector" / "src" / "acme_connector" / "contract.py"
AGAINST = {
    "hubspot": "the sandbox's HubSpot face",
    "salesforce": "the sandbox's Salesforce face",
    "rest": "Kontor, the sandbox's odd CRM, declared in YAML",
    "acme": "the fake in `examples/acme-connector/`",
}
_WORDS = {"passed": "kept", "not declared": "–", "failed": "**broken**", "untried": "untried"}

_HEAD = """\
# Connector levels

What the suites of the [connector contract](connector-contract.md) say of each connector, rule by rule. Written by
`make levels`, which runs them; tests run them too and hold this page current. `crm-ai connector test NAME` gives
the same for any installed connector. That the suites can tell good from bad is tried on
[connectors that break one rule each](connector-contract.md#broken-connectors).

*–*: the connector does not declare what the rule is about. *exempt*: with a reason, given below.

"""


def states(suites: list[dict[str, Any]]) -> dict[str, str]:
    """Return what each rule came to, in one word."""
    (one,) = suites
    return {row["rule"]: _WORDS.get(row["state"], row["state"]) for row in one["rules"]}


def page(results: Mapping[str, list[dict[str, Any]]]) -> str:
    """Return the page for results by connector."""
    rules = catalogue(ConnectorContract)
    parts = [_HEAD, "| connector | against | level |\n|---|---|---|\n"]
    parts += [
        f"| `{name}` | {AGAINST[name]} | {suites[0]['level'] or 'no level'} |\n"
        for name, suites in results.items()
    ]
    names = " | ".join(f"`{name}`" for name in results)
    parts.append(f"\n| rule | level | {names} |\n|---|---|{'---|' * len(results)}\n")
    found = {name: states(suites) for name, suites in results.items()}
    for one in rules.values():
        cells = " | ".join(found[name][one.id] for name in results)
        parts.append(f"| `{one.id}` | {one.level} | {cells} |\n")
    reasons = [
        f"- `{name}`, `{row['rule']}`: {row['why']}\n"
        for name, suites in results.items()
        for row in suites[0]["rules"]
        if row["state"] == "exempt"
    ]
    parts += ["\n## Exemptions\n\n", *(reasons or ["None.\n"])]
    return "".join(parts)


def column(name: str) -> dict[str, str]:
    """Return what the page says of a connector, by rule."""
    rows = [
        line.split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    place = 2 + list(AGAINST).index(name)
    return {row[0].strip("| `"): row[place].strip(" |") for row in rows if len(row) == 2 + len(AGAINST)}


def run(name: str) -> suite.Run:
    """Run a connector's suite."""
    return suite.run_file(name, EXAMPLE) if name == "acme" else suite.run(name)


if __name__ == "__main__":
    PAGE.write_text(page({name: run(name).suites for name in AGAINST}), encoding="utf-8")
    print(PAGE.relative_to(ROOT))
