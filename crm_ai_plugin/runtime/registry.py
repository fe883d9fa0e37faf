"""Finds plugins by entry point; ours and a partner's are found the same way.

Names are read without importing anything; a plugin is imported on first use. One that fails to import
disables itself alone and is reported by ``crm-ai doctor``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any, cast

from ..errors import NotFoundError, PluginLoadError
from ..ports.card import CardBuilder, CardFile, CardHost
from ..ports.cohort import CohortFeature
from ..ports.connector import ConnectorFactory
from ..ports.feature import Feature
from ..ports.host import SignedHost
from ..ports.person import PersonFeature
from ..ports.question import TextFeature
from ..ports.receiver import BoundReceiver, Receiver

CONNECTORS = "crm_ai.connectors"
RECEIVERS = "crm_ai.receivers"
FEATURES = "crm_ai.features"
CARDS = "crm_ai.cards"
CARD_HOSTS = "crm_ai.card_hosts"
CARD_FILES = "crm_ai.card_files"
HOSTS = "crm_ai.hosts"
GROUPS = (CONNECTORS, RECEIVERS, FEATURES, CARDS, CARD_HOSTS, CARD_FILES, HOSTS)


@dataclass(frozen=True)
class PluginInfo:
    """What ``doctor`` shows of a plugin; `problem` is None when it loads."""

    group: str
    name: str
    distribution: str
    version: str
    problem: str | None


class Registry:
    """All plugins of this installation.

    Args:
        disabled: ``group:name`` pairs that are not loaded.
        found: Entry points by group, instead of those of the installed distributions.
    """

    def __init__(
        self, disabled: Iterable[str] = (), found: Mapping[str, Iterable[EntryPoint]] | None = None
    ) -> None:
        self._disabled = frozenset(disabled)
        self._points = {
            group: _by_name(found.get(group, ()) if found is not None else entry_points(group=group))
            for group in GROUPS
        }
        self._loaded: dict[tuple[str, str], Any] = {}
        self._broken: dict[tuple[str, str], PluginLoadError] = {}

    def names(self, group: str) -> list[str]:
        """Return the names of a group's enabled plugins, sorted, without importing them."""
        return sorted(n for n in self._points[group] if f"{group}:{n}" not in self._disabled)

    def connector(self, key: str) -> ConnectorFactory:
        """Return a connector factory."""
        return cast(ConnectorFactory, self._get(CONNECTORS, key))

    def receiver(self, key: str) -> Receiver:
        """Return a webhook receiver."""
        return cast(Receiver, self._get(RECEIVERS, key))

    def bound_receiver(self, key: str) -> BoundReceiver:
        """Return a webhook receiver that serves single connections.

        Raises:
            NotFoundError: there is none of that name.
            PluginLoadError: it did not load.
        """
        found = self._get(RECEIVERS, key)
        if not isinstance(found, BoundReceiver):
            raise NotFoundError(f"{key} serves no single connections", code="plugin_unknown")
        return found

    def feature(self, key: str) -> Feature:
        """Return a feature."""
        return cast(Feature, self._get(FEATURES, key))

    def text_feature(self, key: str) -> TextFeature:
        """Return a feature that is asked in words."""
        return cast(TextFeature, self._get(FEATURES, key))

    def cohort_feature(self, key: str) -> CohortFeature:
        """Return a feature that is asked about many deals."""
        return cast(CohortFeature, self._get(FEATURES, key))

    def person_feature(self, key: str) -> PersonFeature:
        """Return a feature about people."""
        return cast(PersonFeature, self._get(FEATURES, key))

    def card_builder(self, kind: str) -> CardBuilder:
        """Return the builder of an insight kind's card."""
        return cast(CardBuilder, self._get(CARDS, kind))

    def card_host(self, key: str) -> CardHost:
        """Return a renderer."""
        return cast(CardHost, self._get(CARD_HOSTS, key))

    def card_file(self, key: str) -> CardFile:
        """Return what writes cards into files of one format."""
        return cast(CardFile, self._get(CARD_FILES, key))

    def signed_host(self, key: str) -> SignedHost:
        """Return what knows a CRM's signed requests."""
        return cast(SignedHost, self._get(HOSTS, key))

    def signed_hosts(self) -> list[SignedHost]:
        """Return every such host that loads, in order of name."""
        loaded = (self._try(HOSTS, name) for name in self.names(HOSTS))
        return [one for one in loaded if one is not None]

    def features_for(self, subject_type: str) -> list[Feature]:
        """Return every feature about `subject_type` that loads, in order of name."""
        loaded = (self._try(FEATURES, name) for name in self.names(FEATURES))
        return [f for f in loaded if getattr(f, "subject_type", None) == subject_type]

    def report(self) -> list[PluginInfo]:
        """Try to load every enabled plugin and say how it went."""
        rows = []
        for group in GROUPS:
            for name in self.names(group):
                problem = None
                try:
                    self._get(group, name)
                except PluginLoadError as error:
                    problem = error.user_message
                dist = self._points[group][name][0].dist
                rows.append(
                    PluginInfo(
                        group, name, dist.name if dist else "?", dist.version if dist else "?", problem
                    )
                )
        return rows

    def _try(self, group: str, name: str) -> Any:  # noqa: ANN401
        try:
            return self._get(group, name)
        except PluginLoadError:
            return None

    def _get(self, group: str, name: str) -> Any:  # noqa: ANN401  # the typed accessors above cast
        if (group, name) in self._loaded:
            return self._loaded[group, name]
        if name not in self.names(group):
            known = ", ".join(self.names(group)) or "none"
            raise NotFoundError(f"no plugin {name!r} in {group} (installed: {known})", code="plugin_unknown")
        if (group, name) in self._broken:
            # Importing it again would run its side effects again, for every deal.
            raise self._broken[group, name]
        try:
            plugin = self._load(group, name)
        except PluginLoadError as error:
            self._broken[group, name] = error
            raise
        self._loaded[group, name] = plugin
        return plugin

    def _load(self, group: str, name: str) -> object:
        points = self._points[group][name]
        if len(points) > 1:
            owners = ", ".join(sorted(p.dist.name if p.dist else "?" for p in points))
            raise PluginLoadError(
                f"{group}: {name!r} is claimed by several packages: {owners}", code="plugin_twice"
            )
        try:
            plugin: object = points[0].load()
            # An entry point may name a class or an object; the rest of the program sees objects.
            return plugin() if isinstance(plugin, type) else plugin
        except (Exception, SystemExit) as error:
            # A stranger's module may raise anything, even try to end the program.
            raise PluginLoadError(
                f"{group}: {name!r} ({points[0].value}) did not load: {type(error).__name__}",
                detail=str(error),
                hint="mend or uninstall that package, or list it in CRM_AI_PLUGINS_DISABLED",
            ) from error


def _by_name(points: Iterable[EntryPoint]) -> dict[str, list[EntryPoint]]:
    by_name: dict[str, dict[str, EntryPoint]] = {}
    for point in points:
        # One distribution can be seen twice (an editable install beside its metadata); same target, same plugin.
        by_name.setdefault(point.name, {}).setdefault(point.value, point)
    return {name: list(values.values()) for name, values in by_name.items()}
