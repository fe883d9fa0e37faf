"""vCards are read back as they were meant, whatever names and statements hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_ai_plugin.insights import Coverage, Insight, Subject
from crm_ai_plugin.runtime.reports.vcard import vcard

HOSTILE = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "Ann\r\nEND:VCARD\r\nBEGIN:VCARD",
            "a\nFN:Mallory",
            "Doe; Jane, \\n",
            "=HYPERLINK(1)",
            "<script>",
            "\u2028X-EVIL:1",
            "é" * 90,
            "🙂" * 40,
        ]
    ),
)


def persona(name: str, value: str, title: str) -> Insight:
    sure = {"value": 0.9, "low": 0.8, "high": 0.95, "n": 12, "basis": "12 observations"}
    trait: dict[str, Any] = {
        "key": "stance",
        "group": "buying",
        "label": "Stance",
        "value": value,
        "confidence": sure,
        "n": 12,
    }
    payload = {
        "traits": [trait],
        "not_seen": [],
        "how_to_work_with": [{"trait": "stance", "text": value}],
        "clock": {"zone": "Europe/Berlin", "basis": "field"},
        "touchpoints": 12,
        "person": {"name": name, "given": name, "family": title, "title": title, "email": name},
    }
    return Insight(
        id="ins_1",
        kind="persona",
        subject=Subject(type="contact", id="c1"),
        connection="crm",
        version=3,
        as_of=datetime(2026, 11, 18, 9, tzinfo=UTC),
        engine_version="1",
        coverage=Coverage(),
        payload=payload,
        fingerprint="f",
    )


def unfolded(raw: bytes) -> list[str]:
    """Lines as section 3.2 of RFC 6350 has them; each physical line is at most 75 octets."""
    assert raw.endswith(b"\r\n")
    physical = raw.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in physical)
    # Every physical line is whole characters: nothing is cut in two.
    text = [line.decode() for line in physical]
    assert not any(end in line for line in text for end in "\r\n")
    lines: list[str] = []
    for line in text:
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return lines


def value(text: str) -> str:
    """A text value as section 3.4 has it."""
    found, at = "", 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
            found += "\n" if text[at] in "nN" else text[at]
        else:
            assert text[at] not in ",;"
            found += text[at]
        at += 1
    return found


def meant(text: str) -> str:
    import unicodedata

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    return kept.replace("\u2028", "\n").replace("\u2029", "\n")


@settings(max_examples=150, deadline=None)
@given(HOSTILE.filter(bool), HOSTILE.filter(bool), HOSTILE.filter(bool))
def test_what_is_written_is_read_back(name: str, said: str, title: str) -> None:
    lines = unfolded(vcard(persona(name, said, title)))
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCARD", "VERSION:4.0", "END:VCARD")
    fields = [line.partition(":") for line in lines]
    names = [head for head, _, _ in fields]
    assert names.count("BEGIN") == names.count("END") == names.count("FN") == 1
    known = {"BEGIN", "VERSION", "KIND", "FN", "N", "TITLE", "EMAIL", "TZ", "REV", "NOTE", "END"}
    ours = {"X-CRM-AI-TRAIT;X-CRM-AI-KEY=stance", "X-CRM-AI-VERSION"}
    assert set(names) <= known | ours
    held = {head: body for head, _, body in fields}
    assert value(held["FN"]) == meant(name)
    assert value(held["TITLE"]) == meant(title)
    assert value(held["NOTE"]) == meant(said)
    assert value(held["X-CRM-AI-TRAIT;X-CRM-AI-KEY=stance"]) == f"Stance: {meant(said)}"
