"""Checks a connector's definition file, through whichever installed connector reads such files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Protocol, cast

from ...errors import ConfigurationError, PluginLoadError, UserInputError
from ...ports.clock import system_clock
from ...ports.connector import ConnectionContext
from ...runtime.registry import CONNECTORS, Registry

_LARGEST = 100_000


class Report(Protocol):
    """What a check comes to."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""

    def lines(self) -> Iterable[str]:
        """Return the findings, a line each."""


class ChecksDefinitions(Protocol):
    """What a connector factory offers when its connectors are declared in files."""

    def check_definition(self, path: Path, probe: ConnectionContext | None) -> Report:
        """Check the file and, with a `probe`, try it on a CRM without writing."""


def checker(registry: Registry) -> ChecksDefinitions:
    """Return the installed connector that checks definition files.

    Raises:
        ConfigurationError: none does.
    """
    for name in registry.names(CONNECTORS):
        try:
            factory = registry.connector(name)
        except PluginLoadError:
            # `crm-ai doctor` shows it; another one may still do.
            continue
        if hasattr(factory, "check_definition"):
            return cast(ChecksDefinitions, factory)
    raise ConfigurationError(
        "no installed connector checks definition files",
        code="no_checker",
        hint="crm-ai doctor shows which connectors are installed and load",
    )


def probe(config: Path | None, secrets: Path) -> ConnectionContext:
    """Return a connection to try a definition on; nothing of it is stored.

    Raises:
        UserInputError: a file can't be read or holds something else.
    """
    return connection(_mapping(config) if config else {}, _mapping(secrets))


def connection(config: Mapping[str, Any], secrets: Mapping[str, Any]) -> ConnectionContext:
    """Return a connection with these settings and secrets; nothing of it is stored."""
    return ConnectionContext("probe", config, _Memory(secrets), _NoLimit(), system_clock)


def _mapping(path: Path) -> dict[str, Any]:
    import yaml

    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        found = yaml.safe_load(raw) if len(raw) <= _LARGEST else None
    except (OSError, ValueError, yaml.YAMLError) as error:
        # Never the parser's own words: they quote the file, and that may hold secrets.
        raise UserInputError(
            f"{path} can't be read: {type(error).__name__}", code="file_unreadable"
        ) from None
    if not isinstance(found, dict):
        raise UserInputError(
            f"{path} holds no names with values", code="file_invalid", hint="write YAML such as: token: abc"
        )
    return {str(name): value for name, value in found.items()}


class _Memory:
    """A token store that forgets."""

    def __init__(self, secrets: Mapping[str, Any]) -> None:
        self._secrets = secrets

    def load(self) -> Mapping[str, Any]:
        return self._secrets

    def save(self, secrets: Mapping[str, Any]) -> None:
        self._secrets = secrets

    def exclusive(self) -> AbstractContextManager[None]:
        return nullcontext()


class _NoLimit:
    """A probe makes a handful of calls."""

    def take(self, group: str, cost: int = 1) -> None:
        return None

    def punish(self, retry_after: float) -> None:
        return None
