"""Which time zone a person lives in, as far as the records tell, and how it was told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ...records import Company, Contact
from ...signals.tokens import fold

_FIELDS = ("timezone", "time_zone", "hs_timezone", "TimeZoneSidKey")


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone and where it comes from.

    `basis` is ``field`` (the contact's own), ``country`` (theirs or their company's, which has one time zone),
    or ``none``: hours are those of UTC and must be said to be.
    """

    name: str
    basis: Literal["field", "country", "none"]

    @property
    def info(self) -> ZoneInfo:
        """The zone's rules."""
        return ZoneInfo(self.name)


UTC_ZONE = Zone("UTC", "none")


def zone_of(contact: Contact, company: Company | None = None) -> Zone:
    """Return where the contact's clock stands.

    A country with several time zones tells nothing, nor do the hours at which somebody writes: an early riser in
    Lisbon looks like a late one in Berlin.
    """
    for field in _FIELDS:
        named = contact.custom.get(field)
        if isinstance(named, str) and (zone := _zone(named.strip())):
            return Zone(zone, "field")
    for country in (contact.country, company.country if company else None):
        zones = _zones_of(country) if country else ()
        if zones:
            # What differs only in the past, or not at all, is one zone to a reader of office hours.
            return Zone(zones[0], "country") if len(zones) == 1 else UTC_ZONE
    return UTC_ZONE


def _zone(name: str) -> str | None:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _zones_of(country: str) -> tuple[str, ...]:
    named = fold(country.strip())
    return _by_code().get(named) or _by_code().get(_codes().get(named, ""), ())


@cache
def _by_code() -> dict[str, tuple[str, ...]]:
    """Country code in lower case → its zones; those on the mainland only, where one is named so."""
    found: dict[str, list[str]] = {}
    for line in _table("zone1970.tab"):
        codes, _, zone, *_comment = line.split("\t")
        for code in codes.split(","):
            found.setdefault(code.lower(), []).append(zone)
    # The table lists a country first where the zone is named after a city of its own.
    return {code: tuple(zones) for code, zones in found.items()} | _MAINLAND


_MAINLAND = {
    "de": ("Europe/Berlin",),
    "es": ("Europe/Madrid",),
    "pt": ("Europe/Lisbon",),
    "fr": ("Europe/Paris",),
    "nl": ("Europe/Brussels",),
    "cn": ("Asia/Shanghai",),
    "nz": ("Pacific/Auckland",),
}
"""Islands and villages apart, these keep one time; nearly everybody lives there."""


@cache
def _codes() -> dict[str, str]:
    """Folded English country name → code in lower case."""
    names = {}
    for line in _table("iso3166.tab"):
        code, name = line.split("\t")
        names[fold(name)] = code.lower()
    return names | {fold(other): code for other, code in _ALSO.items()}


_ALSO = {
    "United Kingdom": "gb",
    "Great Britain": "gb",
    "England": "gb",
    "UK": "gb",
    "Deutschland": "de",
    "Frankreich": "fr",
    "Österreich": "at",
    "Schweiz": "ch",
    "Suisse": "ch",
    "España": "es",
    "Italia": "it",
    "Nederland": "nl",
    "The Netherlands": "nl",
    "Holland": "nl",
    "Czech Republic": "cz",
}


def _table(name: str) -> list[str]:
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
