"""Why HubSpot refuses a change: a rule of the account, each as one sentence its admin can act on. Pure.

Since version 2026-09 the rules that an admin sets for people hold for apps as well: required properties,
validation of values, pipeline rules, limits. Such a refusal is for good; trying again ends the same way.

HubSpot says what was broken by a code, or only in words. Both are matched here and neither is repeated: the words
can quote a customer's data. Names of properties are shown, as far as they look like names.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from crm_ai_plugin.errors import PermanentError

VALIDATION = "validation"


@dataclass(frozen=True)
class _Rule:
    """Matches by a part of a code, or by words of the message; `{about}` is the properties, if they are named."""

    code: str
    codes: tuple[str, ...]
    words: re.Pattern[str]
    message: str
    hint: str


def _says(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_RULES = (
    _Rule(
        "limit_reached",
        ("LIMIT_REACHED", "LIMIT_EXCEEDED", "PROPERTY_LIMIT", "PROPERTIES_LIMIT"),
        _says(r"(reached|exceed\w*|over) (the|your|its) (\w+ )?(limit|maximum)|limit of \d+"),
        "HubSpot refuses because this account has reached one of its limits{about}",
        "archive what is not used in Settings › Properties, or raise the limit of the subscription",
    ),
    _Rule(
        "pipeline_rule",
        ("PIPELINE", "STAGE_"),
        _says(
            r"\b(pipeline|deal ?stage|stage)\b.*\b(rule|skip|backward|restrict|not allowed|permission|required)"
        ),
        "HubSpot refuses the change because a rule of the deal's pipeline forbids it{about}",
        "look at Settings › Objects › Deals › Pipelines › Pipeline rules, and leave this app out of the rule",
    ),
    _Rule(
        "required_property",
        ("REQUIRED",),
        _says(r"\brequired\b|must (be set|have a value)|cannot be (blank|empty)"),
        "HubSpot refuses the change because a property that this account requires is empty{about}",
        "fill it in on the record, or let the rule in Settings › Objects not hold for apps",
    ),
    _Rule(
        "unique_property",
        ("UNIQUE", "DUPLICATE", "ALREADY_EXISTS"),
        _says(r"\b(unique|already (has|have|exists))\b"),
        "HubSpot refuses the change because another record has that value already{about}",
        "a property that has to be unique can't be filled in by this app: choose another",
    ),
    _Rule(
        "option_unknown",
        ("INVALID_OPTION",),
        _says(r"was not one of the allowed options|allowed (options|values)"),
        "HubSpot refuses the change because the value is none of the property's options{about}",
        "add the option in Settings › Properties",
    ),
    _Rule(
        "association_forbidden",
        ("ASSOCIATION",),
        _says(r"\bassociat\w+.*\b(permission|not allowed|limit)"),
        "HubSpot refuses because the user who connected it may not link records{about}",
        "give that user the permission Edit associations, or let another user connect HubSpot again",
    ),
    _Rule(
        "value_refused",
        ("INVALID_", "VALIDATION_RULE", "REGEX", "TOO_LONG", "MAX_", "MIN_"),
        _says(r"validation rule|must (be|match|contain)|too (long|large)|is not (a )?valid"),
        "HubSpot refuses the change because a validation rule of the property does not accept the value{about}",
        "look at the property's validation rules in Settings › Properties",
    ),
)


def broken(
    codes: Collection[str], messages: Collection[str], names: Collection[str], detail: str
) -> PermanentError:
    """Return what a refusal of the category VALIDATION_ERROR means.

    Args:
        codes: HubSpot's codes in the answer.
        messages: Its words; nothing of them is shown.
        names: The properties it is about.
        detail: For the log.
    """
    about = f": {', '.join(names)}" if names else ""
    own = [code for code in codes if code != "VALIDATION_ERROR"]
    for rule in _RULES:
        by_code = any(part in code for part in rule.codes for code in own)
        if by_code or any(rule.words.search(text) for text in messages):
            message = rule.message.format(about=about)
            return PermanentError(message, code=rule.code, detail=detail, hint=rule.hint)
    return PermanentError(
        f"HubSpot refuses the change because a rule of this account is not met{about}",
        code=VALIDATION,
        detail=detail,
        hint="look at the required properties and validation rules of this object in HubSpot's settings",
    )
