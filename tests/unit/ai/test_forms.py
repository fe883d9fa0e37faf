"""What is asked of a model fits every server, and is checked before the first call."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from crm_ai_plugin.ai.wording import forms
from crm_ai_plugin.errors import ConfigurationError


def test_every_form_is_one_that_every_server_takes() -> None:
    assert forms.check_forms() >= 3


def test_one_that_is_not_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    class Loose(BaseModel):
        anything: dict[str, Any]

    monkeypatch.setattr(forms, "forms", lambda: iter([Loose]))
    with pytest.raises(ConfigurationError) as caught:
        forms.check_forms()
    assert caught.value.code == "schema_not_portable"
