"""What the reference page tells people to write is what the code takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic import TypeAdapter

from crm_ai_plugin.ports.verification import Hmac, Verification
from crm_ai_plugin.ports.webhook_shape import WebhookShape
from crm_ai_webhooks.generic import GenericConfig
from crm_ai_webhooks.rejection import RejectionCode

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "webhooks.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| [^|]+ \| `(\{kind: .*\})` \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("written", ROWS)
def test_each_crms_row_is_a_verification(written: str) -> None:
    adapter: TypeAdapter[Verification] = TypeAdapter(Verification)
    adapter.validate_python(yaml.safe_load(written.replace("…", "x")))


def test_the_example_is_a_whole_configuration() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    GenericConfig.model_validate(yaml.safe_load(example))


def test_every_setting_and_every_code_is_explained() -> None:
    assert len(ROWS) >= 6
    for name in {*Hmac.model_fields, *WebhookShape.model_fields, *get_args(RejectionCode)}:
        assert f"`{name}`" in PAGE, name
