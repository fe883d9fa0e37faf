"""Counting over all processes, and not failing for it."""

from __future__ import annotations

from redis import Redis

from crm_ai_plugin.runtime.wording.tally import RedisTally


def test_counts_add_up_by_label(redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        _add_up(redis)


def _add_up(redis: Redis) -> None:
    one, other = RedisTally(redis), RedisTally(redis)
    one.count("crm_ai_x", result="hit", feature="deal_coach")
    other.count("crm_ai_x", 2.5, feature="deal_coach", result="hit")
    one.count("crm_ai_x", feature="deal_coach", result="miss")
    one.count("crm_ai_y", feature="what|a=b\nmess")
    assert list(one.read()) == [
        ("crm_ai_x", {"feature": "deal_coach", "result": "hit"}, 3.5),
        ("crm_ai_x", {"feature": "deal_coach", "result": "miss"}, 1.0),
        ("crm_ai_y", {}, 1.0),
    ]


def test_without_redis_nothing_is_counted_and_nothing_fails() -> None:
    RedisTally(Redis.from_url("unix:///nowhere.sock")).count("crm_ai_x")
