"""What a definition may say of a check, and what would prove nothing."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from crm_ai_plugin.ports.verification import STANDARD_WEBHOOKS, Hmac, Timestamp
from crm_ai_webhooks.verify import hmac_header, hubspot_v3
from tests.unit.webhooks.test_verification_table import ADAPTER, BODY, NOW, ROWS, URL, row


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "rot13"},
        {"kind": "hmac"},
        {"kind": "hmac", "header": "x y"},
        {"kind": "hmac", "header": "x", "signs": "{timestamp}"},
        {"kind": "hmac", "header": "x", "signs": "{timestamp}{body}"},
        {"kind": "hmac", "header": "x", "timestamp": {"header": "t"}},
        {"kind": "hmac", "header": "x", "signs": "{body}{cookie}"},
        {"kind": "hmac", "header": "x", "signs": "{body"},
        {"kind": "hmac", "header": "x", "signs": "{body}{body}"},
        {"kind": "hmac", "header": "x", "signs": "{id}{body}"},
        {"kind": "hmac", "header": "x", "wrapping": "versions"},
        {"kind": "hmac", "header": "x", "wrapping": "id", "encoding": "base64"},
        {"kind": "hmac", "header": "x", "algorithm": "md5"},
        {"kind": "hmac", "header": "x", "timestamp": {"header": "t", "tolerance_s": 86_400}},
        {"kind": "echo", "path": ""},
        {"kind": "basic", "username": "a:b"},
        {"kind": "none", "secret": "x"},
    ],
)
def test_a_definition_that_would_prove_nothing_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(broken)


def test_a_scheme_is_data_that_survives_json() -> None:
    for name in ROWS:
        scheme = row(name)[0]
        assert ADAPTER.validate_json(ADAPTER.dump_json(scheme)) == scheme
    with pytest.raises(ValidationError):
        STANDARD_WEBHOOKS.header = "x"  # type: ignore[misc]  # that is the point


def test_hubspots_scheme_is_the_tables_for_an_address_without_escapes() -> None:
    scheme = Hmac(
        header=hubspot_v3.SIGNATURE_HEADER,
        encoding="base64",
        signs="{method}{url}{body}{timestamp}",
        timestamp=Timestamp(header=hubspot_v3.TIMESTAMP_HEADER, unit="ms"),
    )
    theirs = hubspot_v3.sign("s3cret", method="POST", url=URL, body=BODY, at=NOW)
    assert hmac_header.sign(scheme, "s3cret", method="POST", url=URL, body=BODY, at=NOW) == theirs
