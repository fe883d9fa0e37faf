"""A: puts credentials on a request. The only module that holds secret values, and it never shows them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from crm_ai_plugin.errors import ConfigurationError
from crm_ai_plugin.guarded_http.pinned import QUERY_HEADER
from crm_ai_plugin.ports.connector import ConnectionContext

from ..http.tokens import Tokens
from ..text.redact import Redactor
from . import templates
from .model import Definition
from .model.auth import BasicAuth, HeaderAuth, OAuth2Auth, QueryAuth, SignatureAuth

Exchange = Callable[[Mapping[str, str], Mapping[str, str]], Mapping[str, Any]]
"""Posts (form, headers) to the token address."""
Sign = Callable[..., Mapping[str, str]]


@dataclass(frozen=True)
class Outgoing:
    """What is signed."""

    method: str
    path: str
    """Below the base address."""
    full_path: str
    query: str
    body: bytes = field(repr=False)


def basic(user: str, password: str) -> str:
    """Return the value of an Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Credentials:
    """Headers for each call, renewed when they must be."""

    def __init__(
        self,
        definition: Definition,
        context: ConnectionContext,
        variables: Mapping[str, str],
        exchange: Exchange,
        sign: Sign | None = None,
    ) -> None:
        self._definition = definition
        self._auth = definition.auth
        self._store = context.secrets
        self._clock = context.clock
        self._variables = variables
        self._sign = sign
        self._secrets: Mapping[str, Any] = {}
        self._tokens: Tokens | None = None
        if isinstance(self._auth, OAuth2Auth):
            auth = self._auth
            self._tokens = Tokens(
                context.secrets,
                context.clock,
                lambda form: exchange(form, self._client(auth)),
                label=definition.label,
                form=lambda secrets: self._form(auth, secrets),
                needs="refresh_token" if auth.grant == "refresh_token" else "client_id",
                keep=(auth.host_from,) if auth.host_from else (),
            )

    def __repr__(self) -> str:
        return "Credentials(***)"

    @property
    def renewable(self) -> bool:
        """Whether a refusal may be mended by another token."""
        return self._tokens is not None

    def redactor(self) -> Redactor:
        """Return what takes the present secrets out of messages."""
        return Redactor((str(one) for one in self._loaded().values()), self._definition.redact)

    def tenant_host(self) -> str | None:
        """Return the API address that came with the token, if the definition asks for it."""
        name = self._auth.host_from if isinstance(self._auth, OAuth2Auth) else None
        return str(self._loaded().get(name) or "") or None if name else None

    def token(self) -> str:
        """Return the access token, or nothing where there is none.

        Raises:
            ConfigurationError: there is none yet.
            ReauthoriseError: it can't be renewed.
            RetryableError: it can't be renewed at present.
        """
        return self._seen(self._tokens.bearer()) if self._tokens else ""

    def renew(self, stale: str) -> str:
        """Return another token than `stale`; errors as `token`."""
        return self._seen(self._tokens.renew(stale)) if self._tokens else ""

    def headers(self, outgoing: Outgoing, token: str) -> dict[str, str]:
        """Return the headers that authenticate a request."""
        moment = self._clock()
        values: dict[str, Any] = {**self._variables, **self._slots(), "timestamp": int(moment.timestamp())}
        found = {name: templates.render(text, values) for name, text in self._definition.headers.items()}
        match self._auth:
            case HeaderAuth(headers=headers):
                found |= {name: templates.render(text, values) for name, text in headers.items()}
            case BasicAuth(username=user, password=password):
                found["Authorization"] = basic(
                    templates.render(user, values), templates.render(password, values)
                )
            case QueryAuth(params=params):
                rendered = {name: templates.render(text, values) for name, text in params.items()}
                found[QUERY_HEADER] = urlencode(rendered, quote_via=quote)
            case SignatureAuth() as auth:
                found |= self._signed(auth, outgoing, values)
            case OAuth2Auth(header=header, value=value):
                found[header] = templates.render(value, {**values, "secret.access_token": token})
            case _:
                pass
        if self._sign is not None:
            made = self._sign(
                outgoing.method, outgoing.full_path, outgoing.query, outgoing.body, dict(self._loaded())
            )
            found |= {str(name): str(value) for name, value in made.items()}
        if any(not value.isprintable() for value in found.values()):
            raise ConfigurationError("a secret of this connection holds control characters")
        return found

    def _signed(self, auth: SignatureAuth, outgoing: Outgoing, values: Mapping[str, Any]) -> dict[str, str]:
        message = {
            **values,
            "method": outgoing.method,
            "path": outgoing.path,
            "full_path": outgoing.full_path,
            "query": outgoing.query,
            "body": outgoing.body.decode("utf-8", "replace"),
        }
        key = templates.render(auth.key, values).encode()
        digest = hmac.new(
            key, templates.render(auth.message, message).encode(), getattr(hashlib, auth.algorithm)
        )
        sent = digest.digest()
        if auth.digest == "hex":
            sent = digest.hexdigest().encode()
        elif auth.digest == "base64":
            sent = base64.b64encode(sent)
        whole = templates.render(auth.prefix, values).encode() + sent
        if auth.encode == "base64":
            whole = base64.b64encode(whole)
        extra = {name: templates.render(text, message) for name, text in auth.headers.items()}
        return {auth.header: whole.decode("ascii", "replace"), **extra}

    def _form(self, auth: OAuth2Auth, secrets: Mapping[str, Any]) -> dict[str, str]:
        form: dict[str, str] = {"grant_type": auth.grant}
        if auth.grant == "refresh_token":
            form["refresh_token"] = str(secrets.get("refresh_token") or "")
        if auth.client_in == "body":
            form |= {name: str(secrets.get(name) or "") for name in ("client_id", "client_secret")}
        values = {**self._variables, **{f"secret.{name}": value for name, value in secrets.items()}}
        return form | {name: templates.render(text, values) for name, text in auth.parameters.items()}

    def _client(self, auth: OAuth2Auth) -> dict[str, str]:
        secrets = self._store.load()
        if auth.client_in == "body":
            return {}
        return {
            "Authorization": basic(
                str(secrets.get("client_id") or ""), str(secrets.get("client_secret") or "")
            )
        }

    def _loaded(self) -> Mapping[str, Any]:
        if not self._secrets:
            self._secrets = dict(self._store.load())
        return self._secrets

    def _seen(self, token: str) -> str:
        # What an admin typed in stays; with a new token the tenant's host may be another.
        if token != self._secrets.get("access_token"):
            self._secrets = dict(self._store.load())
        return token

    def _slots(self) -> dict[str, Any]:
        secrets = self._loaded()
        wanted = [name for name in self._definition.secrets() if not self._tokens]
        missing = [name for name in wanted if not secrets.get(name)]
        if missing:
            raise ConfigurationError(
                f"this {self._definition.label} connection lacks the secret {missing[0]!r}",
                hint=f"connect {self._definition.label} again",
            )
        return {f"secret.{name}": value for name, value in secrets.items()}
