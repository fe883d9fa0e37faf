"""Where calls may go: the tenant's addresses, filled in and held to the definition's list of hosts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from crm_ai_plugin.errors import ConfigurationError, PermanentError

from . import templates
from .config import RestConfig
from .model import Definition

_PORTS = {"https": 443, "http": 80}


def variables(definition: Definition, config: RestConfig) -> dict[str, str]:
    """Return the values of the tenant's variables.

    Raises:
        ConfigurationError: one is missing, unknown or looks wrong.
    """
    unknown = sorted(set(config.variables) - set(definition.variables))
    if unknown:
        known = ", ".join(sorted(definition.variables)) or "none"
        raise _wrong(f"{definition.label} has no variable {unknown[0]!r} (there are: {known})")
    found: dict[str, str] = {}
    for name, variable in definition.variables.items():
        value = config.variables.get(name, variable.default)
        if value is None:
            raise _wrong(f"the variable {name!r} is missing: {variable.description}")
        if not re.fullmatch(variable.pattern, value):
            like = f", e.g. {variable.example}" if variable.example else ""
            raise _wrong(f"the variable {name!r} does not look right{like}")
        found[name] = value
    return found


def _wrong(message: str) -> ConfigurationError:
    return ConfigurationError(message, code="connection_invalid")


class Hosts:
    """Knows the base address and which others may be called."""

    def __init__(self, definition: Definition, config: RestConfig, values: Mapping[str, str]) -> None:
        self._insecure = config.allow_insecure
        self._override = config.base_url.rstrip("/") if config.base_url else None
        own = templates.render(definition.base_url, values).rstrip("/")
        self.base = self._moved(own)
        if self._override:
            self._patterns = [urlsplit(self._override).netloc.lower()]
        else:
            self._patterns = [templates.render(one, values).lower() for one in definition.hosts]
        self.check(self.base)

    def __repr__(self) -> str:
        return f"Hosts({self.base})"

    def _moved(self, url: str) -> str:
        return url if self._override is None else f"{self._override}{urlsplit(url).path.rstrip('/')}"

    def url(self, address: str) -> str:
        """Return an absolute address of the definition, moved to the sandbox if there is one, and checked."""
        return self.check(self._moved(address))

    def tenant(self, answered: str) -> str:
        """Return the base address at a host that the token answer named."""
        host = answered if "://" in answered else f"https://{answered}"
        parts = urlsplit(host)
        return self.check(self._moved(f"{parts.scheme}://{parts.netloc}{urlsplit(self.base).path}"))

    def check(self, url: str) -> str:
        """Return `url` if it may be called.

        Raises:
            PermanentError: its host is not allowed, or it is not https.
        """
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            host, port, parts = "", None, urlsplit("")
        netloc = host if port in {None, _PORTS.get(parts.scheme)} else f"{host}:{port}"
        bracketed = f"[{host}]" + (f":{port}" if port else "") if ":" in host else netloc
        fits = any(self._fits(one, host, netloc, bracketed) for one in self._patterns)
        if not host or not fits or parts.username is not None or "\\" in url:
            raise PermanentError(
                "the CRM points at an address that its definition does not allow",
                code="host_refused",
                detail=f"host={host[:100]!r}",
                hint="add the host to `hosts` if it is the CRM's own",
            )
        if parts.scheme != "https" and not (parts.scheme == "http" and self._insecure):
            raise PermanentError("only https is called", code="insecure_refused", hint="use an https address")
        return url

    @staticmethod
    def _fits(pattern: str, host: str, netloc: str, bracketed: str) -> bool:
        if pattern.startswith("*."):
            return host == netloc and host.endswith(pattern[1:]) and len(host) > len(pattern) - 1
        return pattern in {netloc, bracketed}
