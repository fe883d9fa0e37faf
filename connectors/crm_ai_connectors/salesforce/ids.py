"""What may go into a Salesforce path or query: ids by pattern, names by allow-list, hosts by suffix.

``simple-salesforce`` joins ids to URLs unquoted: an id such as ``//evil.example/x`` would send the token
there, and ``../Account/001`` would read another object. So nothing reaches it that is not known to be harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from crm_ai_plugin.errors import NotFoundError, PermanentError, UserInputError

_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?", re.ASCII)
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_SHORT = 15
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*(?:__[crCR])?", re.ASCII)
_PATH = re.compile(
    r"[A-Za-z][A-Za-z0-9_]{0,79}(?:\.[A-Za-z][A-Za-z0-9_]{0,79}){0,4}",
    re.ASCII,
)
_NEXT = re.compile(r"/services/data/v\d{2,3}\.\d/query(?:All)?/[A-Za-z0-9][A-Za-z0-9_-]{0,120}", re.ASCII)
_LOGIN_HOSTS = frozenset({"login.salesforce.com", "test.salesforce.com"})
_MY_DOMAIN = re.compile(
    r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?(?:\.(?:sandbox|develop|scratch|demo|patch|trailblaze|free))?"
    r"\.my\.salesforce\.(?:com|mil)",
    re.ASCII,
)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

OBJECTS = frozenset(
    {
        "Account",
        "Contact",
        "ContentDocument",
        "ContentDocumentLink",
        "ContentNote",
        "EmailMessage",
        "EmailMessageRelation",
        "Event",
        "Opportunity",
        "OpportunityContactRole",
        "OpportunityFieldHistory",
        "OpportunityHistory",
        "OpportunityLineItem",
        "OpportunityStage",
        "RecordType",
        "Task",
        "User",
    }
)
"""Standard objects this connector may touch; the package's own object comes by configuration."""


def record_id(value: str) -> str:
    """Return the id with 18 characters.

    Raises:
        NotFoundError: no record has such an id.
    """
    if not _ID.fullmatch(value):
        raise NotFoundError("that is no Salesforce record id", code="id_invalid")
    short, given = value[:_SHORT], value[_SHORT:]
    made = "".join(_checked(short[start : start + 5]) for start in (0, 5, 10))
    if given and given.upper() != made:
        # Ids of tests and of some tools carry no valid check; Salesforce itself decides then.
        return value
    return short + made


def record_ids(values: Iterable[str]) -> list[str]:
    """Return the ids with 18 characters, each once."""
    return list(dict.fromkeys(record_id(one) for one in values))


def object_name(value: str, also: Iterable[str] = ()) -> str:
    """Return `value` if it is an object this connector may touch.

    Raises:
        UserInputError: it is not.
    """
    if value in OBJECTS or (value in set(also) and _NAME.fullmatch(value)):
        return value
    raise UserInputError("this connector has no business with that object", code="object_invalid")


def field_path(value: str) -> str:
    """Return `value` if it looks like a field, perhaps of a parent (``Account.Name``).

    Raises:
        UserInputError: it does not.
    """
    if _PATH.fullmatch(value) is None:
        raise UserInputError("that is no name of a Salesforce field", code="field_invalid")
    return value


def next_page(value: object) -> str | None:
    """Return the path of a query's next page, None when there is none.

    Raises:
        PermanentError: it leads somewhere else.
    """
    if value is None:
        return None
    if not isinstance(value, str) or not _NEXT.fullmatch(value):
        raise PermanentError("Salesforce's answer leads to an unexpected address", code="address_refused")
    return value


def is_allowed_host(url: str, *, allow_insecure: bool = False, login: bool = False) -> bool:
    """Return whether credentials may be sent to the origin of `url`.

    Args:
        url: An address, of which scheme, host and port count.
        allow_insecure: Whether this machine, too, is fine: for a sandbox.
        login: Whether Salesforce's shared login hosts are.
    """
    if not url.isascii() or not url.isprintable() or " " in url:
        # What `urlsplit` would silently strip.
        return False
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or ""), parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        return False
    if parts.path not in {"", "/"}:
        return False
    if allow_insecure and host in LOOPBACK:
        return parts.scheme in {"http", "https"}
    if parts.scheme != "https" or port not in {None, 443}:
        return False
    return bool(_MY_DOMAIN.fullmatch(host)) or (login and host in _LOGIN_HOSTS)


def _checked(five: str) -> str:
    return _SUFFIX[sum(1 << place for place, letter in enumerate(five) if "A" <= letter <= "Z")]
