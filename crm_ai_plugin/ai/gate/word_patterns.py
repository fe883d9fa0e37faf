"""From lists of words to what finds them in a text, and to tables of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


def phrases(found: list[str]) -> re.Pattern[str]:
    """Return what finds any of the phrases as whole words, in any case."""
    words = "|".join(re.escape(phrase) for phrase in sorted(found, key=len, reverse=True))
    return re.compile(rf"(?i)(?<!\w)(?:{words})(?!\w)")


def numbered(names: list[str], first: int) -> dict[str, int]:
    """Return the number of each form of names that stand in order."""
    return {form: i for i, forms in enumerate(names, start=first) for form in forms.split()}


def by_word(groups: Mapping[str, str]) -> dict[str, str]:
    """Return the group of each word."""
    return {word: key for key, words in groups.items() for word in words.split()}


def forms(found: list[str]) -> re.Pattern[str]:
    """Return what finds whole words, and beginnings of words that end in a star."""
    ways = "|".join(re.escape(form.removesuffix("*")) + r"\w*" * form.endswith("*") for form in found)
    return re.compile(rf"(?i)(?<!\w)(?:{ways})(?!\w)")


def list_of(joining: list[str]) -> re.Pattern[str]:
    """Return what finds “a, the b and c” with items of three words at most; ``more`` holds all but the ends."""
    item = r"[^\s,.;:!?()]+(?:\s[^\s,.;:!?()]+){0,2}?"
    return re.compile(
        rf"(?i)(?<![^\s,.;:!?()])[^\s,.;:!?()]+(?P<more>(?:,\s{item})*),?\s(?:{'|'.join(map(re.escape, joining))})\s[^\s,.;:!?()]+"
    )


def short_days(days: str | None, joining: list[str]) -> re.Pattern[str]:
    """Return what finds a day beside another or before a time of day."""
    if days is None:
        return re.compile("(?!)")
    other, joined = rf"{days}s?(?:-feiras?)?", "|".join(map(re.escape, joining))
    return re.compile(
        rf"(?i)(?<!\w)(?P<day>{days})(?!\w|-)"
        rf"(?=\s(?:{joined})\s(?:(?:à|na|a)s?\s)?{other}|\s(?:de|à|pela|antes|depois)\s(?:manhã|tarde|noite|do|d[ao]))"
        rf"|(?<!\w){other}\s(?:{joined})\s(?:(?:à|na|a)s?\s)?(?P<then>{days})(?!\w|-)"
    )


def turns(pairs: list[list[str]]) -> re.Pattern[str]:
    """Return what finds “from A to B” and takes A and B: two words at most each."""
    ways = "|".join(
        rf"(?<!\w){re.escape(a)}\s+(?P<from{at}>\S+(?:\s\S+){{0,2}}?)\s+{re.escape(b)}\s+(?P<to{at}>\d{{1,3}}(?:\s\d{{3}})+|\S+)"
        for at, (a, b) in enumerate(pairs)
    )
    return re.compile(rf"(?i){ways}")


def family_of(families: Sequence[Mapping[str, str]]) -> re.Pattern[str] | None:
    """Return what finds the forms of irregular verbs: prefixes, stems and endings as they are spelt."""
    if not families:
        return None
    ways = (
        f"(?:{'|'.join(one['prefixes'].split())})?(?:{'|'.join(one['stems'].split())})(?:{'|'.join(one['endings'].split())})"
        for one in families
    )
    return re.compile("|".join(ways))


def participles_of(data: Mapping[str, list[str]] | None) -> tuple[re.Pattern[str], tuple[str, ...]] | None:
    """Return what finds participles and takes their stems, and the endings of the words they come from."""
    if data is None:
        return None
    prefix, inside, end = ("|".join(data[part]) for part in ("prefix", "inside", "end"))
    whole = rf"(?P<prefix>{prefix})?(?:{inside})(?P<stem>\w{{2,}}?)(?:{end})"
    return re.compile(whole), tuple(data["ground"])
