from __future__ import annotations

from types import SimpleNamespace

import pytest

from crm_ai_plugin.errors import NotFoundError, PluginLoadError
from crm_ai_plugin.runtime.registry import CARDS, CONNECTORS, FEATURES, GROUPS, RECEIVERS, Registry
from tests.fixtures.runtime_fakes import Coach, Point, registry_of


def failing(error):
    def load():
        raise error

    return load


def point(name, loaded, owner="acme", value=None):
    dist = SimpleNamespace(name=owner, version="1.0")
    return Point(name, loaded, value or f"{owner}:{name}", dist)


@pytest.mark.parametrize(
    "error", [ImportError("no module"), SyntaxError("bad"), SystemExit(3), KeyError("x")]
)
def test_a_broken_plugin_disables_only_itself(error):
    registry = registry_of(
        {FEATURES: [point("bad", failing(error)), point("good", lambda: Coach(key="good"))]}
    )
    assert [f.key for f in registry.features_for("deal")] == ["good"]
    problems = {row.name: row.problem for row in registry.report()}
    assert problems["good"] is None
    assert type(error).__name__ in (problems["bad"] or "")


def test_a_broken_plugin_is_imported_once():
    loads = []

    def load():
        loads.append(1)
        raise ImportError

    registry = registry_of({FEATURES: [point("bad", load)]})
    for _ in range(3):
        assert registry.features_for("deal") == []
    with pytest.raises(PluginLoadError):
        registry.feature("bad")
    assert len(loads) == 1


def test_a_plugin_is_imported_when_it_is_first_used_and_once():
    loads = []

    def load():
        loads.append(1)
        return Coach()

    registry = registry_of({FEATURES: [point("deal_coach", load)]})
    assert registry.names(FEATURES) == ["deal_coach"]
    assert loads == []
    assert registry.feature("deal_coach") is registry.feature("deal_coach")
    assert loads == [1]


def test_a_class_is_made_an_object_and_its_failure_named():
    class Needy:
        def __init__(self, more: object) -> None: ...

    registry = registry_of({FEATURES: [point("coach", lambda: Coach), point("needy", lambda: Needy)]})
    assert isinstance(registry.feature("coach"), Coach)
    with pytest.raises(PluginLoadError, match="TypeError"):
        registry.feature("needy")


def test_what_is_no_feature_is_left_out():
    registry = registry_of({FEATURES: [point("odd", object), point("coach", Coach)]})
    assert [f.key for f in registry.features_for("deal")] == ["deal_coach"]


def test_a_name_claimed_twice_names_the_packages_and_nobody_else_suffers():
    registry = registry_of(
        {CONNECTORS: [point("crm", object, "one"), point("crm", object, "two"), point("other", object)]}
    )
    with pytest.raises(PluginLoadError, match="one, two") as caught:
        registry.connector("crm")
    assert caught.value.code == "plugin_twice"
    assert type(registry.connector("other")) is object


def test_one_package_seen_twice_is_one_package():
    seen_twice = [point("crm", object, "one", "one:Crm"), point("crm", object, "one", "one:Crm")]
    assert type(registry_of({CONNECTORS: seen_twice}).connector("crm")) is object


def test_disabled_plugins_are_not_there():
    registry = registry_of({FEATURES: [point("a", Coach), point("b", Coach)]}, disabled=[f"{FEATURES}:a"])
    assert registry.names(FEATURES) == ["b"]
    with pytest.raises(NotFoundError, match="installed: b"):
        registry.feature("a")
    assert [row.name for row in registry.report()] == ["b"]


def test_features_are_chosen_by_subject_in_order_of_name():
    points = [point("z", lambda: Coach(key="z")), point("a", lambda: Coach(key="a"))]
    points.append(point("person", lambda: Coach(key="person", subject_type="contact")))
    registry = registry_of({FEATURES: points})
    assert [f.key for f in registry.features_for("deal")] == ["a", "z"]
    assert [f.key for f in registry.features_for("contact")] == ["person"]


def test_an_unknown_plugin_says_what_is_installed():
    with pytest.raises(NotFoundError, match="installed: none") as caught:
        registry_of({}).receiver("nope")
    assert caught.value.code == "plugin_unknown"


def test_everything_this_product_ships_loads():
    report = Registry().report()
    assert [row for row in report if row.problem] == []
    assert {row.group for row in report} == set(GROUPS)
    assert {(row.group, row.name) for row in report} >= {
        (CONNECTORS, "hubspot"),
        (RECEIVERS, "hubspot"),
        (FEATURES, "deal_coach"),
        (CARDS, "deal_coach"),
    }
