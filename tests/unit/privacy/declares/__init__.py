"""Declares one of each kind, and imports one that another module declares."""

from __future__ import annotations

from crm_ai_plugin.privacy import CrmWrite, HomeFile, RedisKeys

KEYS = RedisKeys("scrap:", "nothing")
ALSO = (HomeFile("scrap.txt", "nothing"), CrmWrite("scrap", "nothing"), KEYS)
