"""What somebody tries who has seen a genuine delivery: other schemes, other spellings, other wrappings."""

from __future__ import annotations

import gzip
import itertools
from dataclasses import replace

import pytest

from tests.unit.webhooks.test_verification_table import ROWS, code, row

SIGNED = [name for name in ROWS if ROWS[name][0]["kind"] == "hmac"]
FULL_WIDTH = {ord(char): 0xFEE0 + ord(char) for char in "0123456789abcdef"}


@pytest.mark.parametrize(("mine", "theirs"), list(itertools.permutations(SIGNED, 2)))
def test_a_signature_of_one_scheme_says_nothing_under_another(mine: str, theirs: str) -> None:
    """Even with the same secret: one endpoint's way of signing must not open another's."""
    scheme, secret, _ = row(theirs)
    _, _, genuine = row(mine)
    wanted = ROWS[theirs][0]["header"].lower()
    presented = genuine.headers[ROWS[mine][0]["header"].lower()]
    own = {name: value for name, value in ROWS[theirs][2].items() if name != wanted}
    if presented == ROWS[theirs][2][wanted]:
        pytest.skip("the same hash, by definition")
    forged = replace(genuine, headers={**own, wanted: presented})
    assert code(scheme, forged, secret) is not None


@pytest.mark.parametrize("name", SIGNED)
def test_other_spellings_of_a_genuine_signature_are_refused(name: str) -> None:
    scheme, secret, one = row(name)
    header = ROWS[name][0]["header"].lower()
    genuine = one.headers[header]
    spellings = {
        f"{genuine},{genuine}",
        f"{genuine}, {genuine}",
        f"{genuine}=",
        f"{genuine}\n",
        f"{genuine}\x00",
        genuine.swapcase(),
        genuine.translate(FULL_WIDTH),
        f'"{genuine}"',
        genuine[:-1],
    } - {genuine}
    if ROWS[name][0].get("wrapping") == "versions":
        # A list of signatures may be as long as it likes, as long as one of them is right.
        right = genuine.split(" ")[-1]
        spellings = {one for one in spellings if right not in one.split(" ")}
    for presented in sorted(spellings):
        found = code(scheme, replace(one, headers={**one.headers, header: presented}), secret)
        assert found == "signature_invalid", repr(presented)


@pytest.mark.parametrize("name", SIGNED)
def test_a_body_in_another_wrapping_is_another_body(name: str) -> None:
    """Nothing is unpacked before it is verified: neither a bomb nor a second reading of the same delivery."""
    scheme, secret, one = row(name)
    headers = {**one.headers, "content-encoding": "gzip"}
    for body in (gzip.compress(one.body), one.body.decode().encode("utf-16"), b"\xef\xbb\xbf" + one.body):
        assert code(scheme, replace(one, body=body, headers=headers), secret) == "signature_invalid"
