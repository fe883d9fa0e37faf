"""What the fault matrix is made of: one cell is one fault, at one CRM, while reading or writing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from crm_ai_plugin.testing.bad_line import AFTER_EFFECT, LineFault

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "fault-matrix.md"
FAULTS: tuple[LineFault, ...] = get_args(LineFault)
CRMS = ("hubspot", "salesforce", "rest", "acme")
WAYS = ("read", "write")
HEAD = """\
# Fault matrix

<!-- Written by scripts/fault_matrix.py from the results of tests/contract/faults; the same tests hold it current. -->

What happens when a CRM, or the line to it, has a bad day: each fault, at each connector, while a deal is read and
while a note is written, through the connector and the runtime that uses it.

Each cell was measured: the error that the connector raised, what the runtime made of it, and how it ended once the
fault was over. Behind every cell stand two checks that don't show here: **nothing was doubled** (the CRM holds the
note once, the deal has one version of its advice) and **nothing was lost** (both are there in the end).

- *again by itself*: tried again, not before the CRM wants it, until `CRM_AI_WRITE_BACK__GIVE_UP_AFTER_H` ends it.
- *looks first*: whether the write was applied is not known, so the next try searches for it before it writes.
- *after reconnecting*: the connection waits for an admin; then it goes on by itself.
- *when asked*: given up at once, shown with its reason, done when somebody asks for it (`crm-ai replay`), or with the next event.
- *unharmed*: the connector got what it needed all the same.

- *not tried*: the example bounds each read and not the whole answer, as short code does, and would wait for minutes.

The files connector has no line and writes nothing: that a folder is away or emptied, a file half copied or changed while it is read is tried in
`tests/integration/runtime/test_watched_folder.py` and its own contract suite.

Two more faults are no matter of the line. A field that a CRM silently drops is noticed by reading back; the rule
`fields.dropped` of the [connector contract](connector-contract.md) tries it on each connector. A batch that is
answered 2xx with errors inside exists at HubSpot only; its connector takes each error inside for what it is.

Faults marked with * reach the CRM before they strike: the write is applied and its answer is lost.
"""


@dataclass(frozen=True)
class Cell:
    """Names one cell."""

    fault: LineFault
    crm: str
    way: str


UNBOUNDED = Cell("a trickle", "acme", "")
"""The example bounds each read and not the whole answer, as short code does: its worker would wait for minutes."""


def cells() -> list[Cell]:
    """Return all cells."""
    every = [Cell(fault, crm, way) for fault in FAULTS for crm in CRMS for way in WAYS]
    return [cell for cell in every if (cell.fault, cell.crm) != (UNBOUNDED.fault, UNBOUNDED.crm)]


def page(results: dict[Cell, str]) -> str:
    """Return the page as Markdown."""
    parts = [HEAD]
    for way, title in (("read", "Reading a deal"), ("write", "Writing a note")):
        rows = [f"## {title}", "", f"| fault | {' | '.join(CRMS)} |", f"|---|{'---|' * len(CRMS)}"]
        for fault in FAULTS:
            mark = "*" if fault in AFTER_EFFECT else ""
            told = " | ".join(results.get(Cell(fault, crm, way), "not tried") for crm in CRMS)
            rows.append(f"| {fault}{mark} | {told} |")
        parts.append("\n".join([*rows, ""]))
    return "\n".join(parts)


def told(text: str) -> dict[Cell, str]:
    """Return the cells of a page."""
    found: dict[Cell, str] = {}
    way = ""
    for line in text.splitlines():
        if line.startswith("## "):
            way = {"## Reading a deal": "read", "## Writing a note": "write"}.get(line, "")
        parts = [part.strip() for part in line.strip("|").split("|")]
        name = parts[0].removesuffix("*")
        if line.startswith("| ") and name in FAULTS and len(parts) == 1 + len(CRMS):
            for crm, cell in zip(CRMS, parts[1:], strict=True):
                found[Cell(name, crm, way)] = cell
    return {cell: words for cell, words in found.items() if words != "not tried"}
