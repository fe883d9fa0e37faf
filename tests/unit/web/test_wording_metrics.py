"""What became of a model's words, on the page of metrics."""

from __future__ import annotations

from redis.exceptions import ConnectionError as RedisAwayError

from tests.unit.web.web_fakes import FakeServices, client_of

COUNTED = [
    ("crm_ai_wording_cache", {"feature": "deal_coach", "result": "hit"}, 3.0),
    ("crm_ai_wording_cache", {"feature": "deal_coach", "result": "miss"}, 1.0),
    ("crm_ai_wording_saved_usd", {"feature": "deal_coach"}, 0.5),
    ("crm_ai_gate_texts", {"feature": "deal_coach", "result": "number"}, 2.0),
    ("crm_ai_redacted", {"kind": "email"}, 7.0),
    ("crm_ai_redacted", {"other": "label"}, 7.0),
    ("crm_ai_unheard_of", {}, 1.0),
]


def test_metrics_show_what_all_processes_counted() -> None:
    services = FakeServices()
    services.counted = list(COUNTED)
    text = client_of(services).get("/metrics").text
    assert 'crm_ai_wording_cache_total{feature="deal_coach",result="hit"} 3.0' in text
    assert 'crm_ai_wording_cache_hit_ratio{feature="deal_coach"} 0.75' in text
    assert 'crm_ai_wording_saved_usd_total{feature="deal_coach"} 0.5' in text
    assert 'crm_ai_gate_texts_total{feature="deal_coach",result="number"} 2.0' in text
    assert 'crm_ai_redacted_total{kind="email"} 7.0' in text
    assert "unheard_of" not in text
    assert "label" not in text


def test_without_redis_the_other_metrics_are_there() -> None:
    services = FakeServices()

    def away() -> list[tuple[str, dict[str, str], float]]:
        raise RedisAwayError

    services.counts = away  # type: ignore[method-assign]  # a Redis that is away
    text = client_of(services).get("/metrics").text
    assert "crm_ai_http_request_seconds" in text
    assert "crm_ai_wordings" not in text
