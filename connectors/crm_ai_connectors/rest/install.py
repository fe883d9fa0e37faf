"""From an admin's consent to a connection of a declared CRM, and back, where its definition has a consent page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any

from crm_ai_plugin.errors import (
    ConfigurationError,
    CrmAiError,
    PermanentError,
    ReauthoriseError,
    UserInputError,
)
from crm_ai_plugin.ports.connector import ConnectionContext
from crm_ai_plugin.ports.installing import Consent, Grant, OAuthApp, Permission

from ..checked import checked
from ..http import consent as oauth
from ..http.tokens import expiry
from . import paths, templates
from .client import RestClient
from .config import RestConfig
from .credentials import basic
from .hosts import Hosts, variables
from .loading import load
from .model import Definition
from .model.auth import ConsentPage, OAuth2Auth


class _Fresh:
    """Secrets that belong to no stored connection yet."""

    def __init__(self, secrets: Mapping[str, Any]) -> None:
        self.secrets = dict(secrets)

    def load(self) -> Mapping[str, Any]:
        return dict(self.secrets)

    def save(self, secrets: Mapping[str, Any]) -> None:
        self.secrets = dict(secrets)

    def exclusive(self) -> Any:  # noqa: ANN401  # a context manager
        return nullcontext()


class _Unlimited:
    """A few calls, before there is a connection whose budget could be taken."""

    def take(self, group: str, cost: int = 1) -> None: ...

    def punish(self, retry_after: float) -> None: ...


class RestInstall:
    """The part of the factory that connects and disconnects accounts."""

    def app_name(self, config: Mapping[str, Any]) -> str | None:
        """Return the definition's name, if it has a consent page."""
        definition, _ = declared(config)
        return definition.name if page_of(definition) else None

    def receiver(self, config: Mapping[str, Any]) -> str | None:
        """Return None: what comes from a declared CRM is read with settings of its own."""
        del config
        return None

    def permissions(self, config: Mapping[str, Any]) -> Sequence[Permission]:
        """Return the scopes with their reasons."""
        page = page_of(declared(config)[0])
        scopes = page.scopes if page else {}
        return [
            Permission(name, why, name in (page.optional_scopes if page else ()))
            for name, why in scopes.items()
        ]

    def authorize_url(self, app: OAuthApp, config: Mapping[str, Any], consent: Consent) -> str:
        """Return where the admin allows the app."""
        definition, settings = declared(config)
        page = _required(definition)
        values = variables(definition, settings)
        url = Hosts(definition, settings, values).url(templates.render(page.url, values))
        more = {name: str(templates.render(text, values)) for name, text in page.parameters.items()}
        scope = page.separator.join(page.scopes)
        return oauth.address(url, app, consent, pkce=page.pkce, **{"scope": scope, **more})

    def code(self, config: Mapping[str, Any], params: Mapping[str, str]) -> str:
        """Return the code; see `InstallsByOAuth`."""
        label = declared(config)[0].label
        return oauth.code_of(params, label, lambda error, _: _refused(label, error))

    def redeem(
        self, app: OAuthApp, config: Mapping[str, Any], code: str, consent: Consent, now: datetime
    ) -> Grant:
        """Return tokens and the account they open; its name begins with the definition's."""
        definition, settings = declared(config)
        auth, page = definition.auth, _required(definition)
        form = oauth.exchange_form(app, code, consent, pkce=page.pkce)
        own = {name: form[name] for name in ("client_id", "client_secret")}
        fresh = _Fresh(own)
        with opened_client(
            definition, settings, ConnectionContext("-", config, fresh, _Unlimited(), lambda: now)
        ) as client:
            answer = _exchanged(client, auth, form, definition.label)
            granted = str(answer.get("scope") or "").replace(",", " ").split()
            scopes = sorted(granted or page.scopes)
            host = auth.host_from if isinstance(auth, OAuth2Auth) else None
            fresh.secrets |= {
                **{
                    name: answer[name]
                    for name in ("access_token", "refresh_token", host)
                    if name and answer.get(name)
                },
                "expires_at": expiry(answer.get("expires_in"), now),
                "scopes": scopes,
            }
            account = told_account(definition, page, client)
        return Grant(account, fresh.load(), frozenset(scopes))

    def revoke(self, context: ConnectionContext, *, last: bool) -> None:
        """End the refresh token where the definition says how."""
        del last
        definition, settings = declared(context.config)
        page, secrets = page_of(definition), context.secrets.load()
        token = str(secrets.get("refresh_token") or "")
        if page is None or page.revoke_url is None:
            raise ConfigurationError(
                f"{definition.label} has no way to end an access from here", code="not_revocable"
            )
        if not token:
            return
        form = {name: str(secrets.get(name) or "") for name in ("client_id", "client_secret")}
        with opened_client(definition, settings, context) as client:
            try:
                client.post_form(page.revoke_url, {**form, "token": token}, {})
            except (UserInputError, PermanentError):
                # Ended already.
                return


def declared(config: Mapping[str, Any]) -> tuple[Definition, RestConfig]:
    """Return the definition that settings name, and the settings."""
    settings = checked(RestConfig, config, "REST")
    return load(settings.definition), settings


def page_of(definition: Definition) -> ConsentPage | None:
    """Return the consent page, if there is one."""
    return definition.auth.consent if isinstance(definition.auth, OAuth2Auth) else None


def _required(definition: Definition) -> ConsentPage:
    page = page_of(definition)
    if page is None:
        raise ConfigurationError(f"{definition.label} is not connected by a page", code="no_consent_page")
    return page


def told_account(definition: Definition, page: ConsentPage, client: RestClient) -> str:
    """Return whose account a client's token opens, as the CRM tells."""
    call = page.account
    found = paths.find(client.send(client.request(call, call.method, {})).body, call.id)
    if not isinstance(found, (str, int)) or not str(found):
        raise PermanentError(
            f"{definition.label} does not say whose account this is", code="malformed_answer"
        )
    return account_id(definition, found)


def account_id(definition: Definition, account: str | int) -> str:
    """Return an account's id among those of all declared CRMs."""
    return f"{definition.name}:{account}"


@contextmanager
def opened_client(
    definition: Definition, settings: RestConfig, context: ConnectionContext
) -> Iterator[RestClient]:
    """Yield a client of a connection."""
    client = RestClient(definition, settings, context)
    try:
        yield client
    finally:
        client.close()


def _exchanged(client: RestClient, auth: Any, form: Mapping[str, str], label: str) -> Mapping[str, Any]:  # noqa: ANN401  # a section of a definition
    sent, headers = dict(form), {}
    if auth.client_in == "basic":
        headers["Authorization"] = basic(sent.pop("client_id"), sent.pop("client_secret"))
    try:
        answer = client.exchange(sent, headers)
    except ReauthoriseError as error:
        raise UserInputError(
            f"{label} does not accept the login",
            code="code_expired",
            detail=error.detail,
            hint=f"connect {label} again; if that fails, compare the app's id, secret and callback address",
        ) from None
    if not answer.get("access_token"):
        raise PermanentError(f"{label}'s token answer holds no token", code="malformed_answer")
    if not answer.get("refresh_token"):
        raise ConfigurationError(
            f"{label} granted no lasting access",
            code="scope_missing",
            hint="the definition's consent page has to ask for it, e.g. by access_type: offline",
        )
    return answer


def _refused(label: str, error: str) -> CrmAiError:
    if error == "access_denied":
        return UserInputError(
            f"access was declined on {label}'s page", code="access_denied", hint="connect again and allow it"
        )
    return ConfigurationError(
        f"{label} refuses to connect",
        code="login_refused",
        hint="compare the app's id, scopes and callback address with its page in the CRM",
    )
