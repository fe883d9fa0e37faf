"""What connecting a CRM takes on our side: its connector, the connection's settings, and our app in that CRM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from ...errors import ConfigurationError, NotFoundError, UserInputError
from ...ports.connector import ConnectorFactory
from ...ports.installing import InstallsByOAuth, OAuthApp
from ...settings import PREFIX, AppSettings, Settings
from ..registry import CONNECTORS, Registry
from .values import Offer


@dataclass(frozen=True)
class Plan:
    """All that connecting by consent takes."""

    connector: str
    label: str
    installer: InstallsByOAuth
    config: Mapping[str, Any]
    app: OAuthApp = field(repr=False)

    @property
    def required(self) -> list[str]:
        """Permissions without which nothing works."""
        return [one.name for one in self.installer.permissions(self.config) if not one.optional]


@dataclass(frozen=True)
class Plans:
    """Makes plans out of settings and connectors; knows none of them by name."""

    settings: Settings
    registry: Registry

    def of(self, connector: str, given: Mapping[str, Any], stored: Mapping[str, Any] | None = None) -> Plan:
        """Return the plan for a connection.

        Args:
            connector: Key of the connector.
            given: What was said about this connection.
            stored: Its settings, if it is there already.

        Raises:
            NotFoundError: no such connector.
            UserInputError: it is not connected in the browser, or a setting that was given is wrong.
            ConfigurationError: the installation has no app in this CRM; names the settings.
        """
        factory, config = self.configured(connector, given, stored)
        if not isinstance(factory, InstallsByOAuth):
            raise _not_by_consent(connector, factory.label)
        name = factory.app_name(config)
        if name is None:
            raise _not_by_consent(connector, factory.label)
        return Plan(connector, factory.label, factory, config, self._app(factory.label, name))

    def configured(
        self, connector: str, given: Mapping[str, Any], stored: Mapping[str, Any] | None = None
    ) -> tuple[ConnectorFactory, dict[str, Any]]:
        """Return a connector's factory and the settings of a connection of it, checked; arguments as of `of`.

        Raises:
            NotFoundError: no such connector.
            UserInputError: a setting that was given is wrong.
        """
        factory = self._factory(connector)
        base = self._base(connector, factory.config_model) if stored is None else stored
        return factory, _checked(factory, {**base, **given})

    def offers(self) -> list[Offer]:
        """Return the CRMs that are connected in the browser, by key, with what each will be asked to allow."""
        found = []
        for key in sorted(self.registry.names(CONNECTORS)):
            try:
                factory, config = self.configured(key, {})
            except UserInputError:
                continue  # Its settings are a connection's own, so that its link is made with them.
            name = factory.app_name(config) if isinstance(factory, InstallsByOAuth) else None
            if name is None or not isinstance(factory, InstallsByOAuth):
                continue
            lacks = None
            try:
                self._app(factory.label, name)
            except ConfigurationError as error:
                lacks = str(error)
            found.append(Offer(key, factory.label, factory.permissions(config), lacks))
        return found

    def installer(self, connector: str) -> InstallsByOAuth | None:
        """Return what connects and disconnects by consent, if the connector does so."""
        factory = self.registry.connector(connector)
        return factory if isinstance(factory, InstallsByOAuth) else None

    def _factory(self, connector: str) -> ConnectorFactory:
        try:
            return self.registry.connector(connector)
        except NotFoundError as error:
            error.hint = f"installed: {', '.join(self.registry.names(CONNECTORS))}"
            raise

    def _base(self, connector: str, model: type[BaseModel]) -> dict[str, Any]:
        """Return what the settings of the installation say about every connection of a CRM."""
        group = getattr(self.settings, connector, None)
        found = {}
        if isinstance(group, AppSettings):
            secret = set(AppSettings.model_fields)
            found = {
                name: getattr(group, name)
                for name in type(group).model_fields
                if name in model.model_fields and name not in secret
            }
        if self.settings.allow_insecure and "allow_insecure" in model.model_fields:
            found["allow_insecure"] = True
        return found

    def _app(self, label: str, name: str) -> OAuthApp:
        group = getattr(self.settings, name, None)
        if isinstance(group, AppSettings):
            prefix, app = f"{PREFIX}{name.upper()}__", group
        else:
            prefix, app = f"{PREFIX}APPS__{name.upper()}__", self.settings.apps.get(name, AppSettings())
        missing = [
            f"{prefix}{field.upper()}" for field in ("client_id", "client_secret") if not getattr(app, field)
        ]
        if app.client_id is None or app.client_secret is None or missing:
            raise ConfigurationError(
                f"this installation has no app in {label} yet: set {' and '.join(missing)}",
                code="app_missing",
                hint="the app's id and secret are on its page in the CRM's developer settings",
            )
        return OAuthApp(app.client_id, app.client_secret.get_secret_value())


def _checked(factory: ConnectorFactory, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return factory.config_model.model_validate(dict(given)).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "settings"
        what = str(first["msg"]).removeprefix("Value error, ")
        raise UserInputError(
            f"{factory.label} connection: {place}: {what}", code="connection_invalid"
        ) from None


def _not_by_consent(connector: str, label: str) -> UserInputError:
    return UserInputError(
        f"{label} is not connected by a page of the CRM with these settings",
        code="no_consent_page",
        hint=f"crm-ai connect {connector} --secrets FILE connects it with credentials made in the CRM",
    )
