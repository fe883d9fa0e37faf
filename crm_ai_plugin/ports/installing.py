"""The seam to connecting a CRM: how an admin's yes on the CRM's own page, or secrets made there, become a connection.

A factory that also is an `InstallsByOAuth` can be connected in the browser. It makes the address of the CRM's
page, turns what comes back into secrets, says whose account they open, and takes them back. It keeps nothing
between the two halves: the state, the PKCE verifier and the address to return to are the caller's `Consent`.
One that is a `ConnectsBySecrets` says which secrets it takes where no page is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from .connector import ConnectionContext


@dataclass(frozen=True)
class OAuthApp:
    """The app that this installation is in a CRM."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Permission:
    """What the CRM is asked to allow, and why; without an optional one the product does less."""

    name: str
    reason: str
    optional: bool = False


@dataclass(frozen=True)
class Consent:
    """What goes with the admin to the CRM's page and has to fit what comes back.

    `verifier` is PKCE's (RFC 7636), 43 to 128 characters; a factory whose CRM knows no PKCE leaves it out.
    """

    redirect_uri: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class Grant:
    """What an admin granted.

    `account` is the CRM's own tenant id. `secrets` is what the connection's `TokenStore` holds from now on.
    `config` is what the answer said about settings of the connection.
    """

    account: str
    secrets: Mapping[str, Any] = field(repr=False)
    scopes: frozenset[str]
    config: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Uninstalls:
    """Accounts that took the app off, and where to go on; `more` is set when there is more to read at once."""

    accounts: Sequence[str]
    cursor: str | None
    more: bool = False


@dataclass(frozen=True)
class ExpectedSecrets:
    """Names of the secrets that a connection takes, each with what it is.

    `others` is set when more names may be of use, e.g. to a hook that is somebody else's.
    """

    required: Mapping[str, str]
    optional: Mapping[str, str] = field(default_factory=dict)
    others: bool = False


@runtime_checkable
class ConnectsBySecrets(Protocol):
    """A factory that says which secrets its connections take when an admin brings them, and whose they are."""

    def secrets(self, config: Mapping[str, Any]) -> ExpectedSecrets:
        """Return what a connection with these settings takes.

        Raises:
            ConfigurationError: they make no connection.
        """

    def opened(self, context: ConnectionContext, account: str | None) -> Grant | None:
        """Return whose account the secrets of a connection open, after a `check` that went well.

        Args:
            context: The connection; nothing of it is stored yet.
            account: What the admin says, for a CRM that does not tell.

        Returns:
            The grant, with the secrets as they are by now; None when neither the CRM nor the admin says whose
            account it is.

        Raises:
            CrmAiError: the CRM does not answer, or not in a way that can be believed.
        """


@runtime_checkable
class TellsUninstalls(Protocol):
    """A factory whose CRM keeps a list of the accounts that took the app off."""

    def uninstalls(self, app: OAuthApp, config: Mapping[str, Any], cursor: str | None) -> Uninstalls:
        """Return what the list holds from `cursor` on (None: from as far back as it goes).

        It is a hint: an account may have taken the app in again since.

        Raises:
            PermanentError: the app may not read the list.
            RetryableError: not possible at present.
        """


@runtime_checkable
class InstallsByOAuth(Protocol):
    """A factory whose connections come from an admin's consent on the CRM's own page.

    `config` are the settings of the connection to be, of the factory's `config_model`. Each method raises
    `ConfigurationError` when they make no connection.
    """

    def app_name(self, config: Mapping[str, Any]) -> str | None:
        """Return under which name the installation's settings hold the app; None: it is not connected so."""

    def receiver(self, config: Mapping[str, Any]) -> str | None:
        """Return the key of the receiver that reads this CRM's webhooks without further settings."""

    def permissions(self, config: Mapping[str, Any]) -> Sequence[Permission]:
        """Return what the CRM is asked to allow."""

    def authorize_url(self, app: OAuthApp, config: Mapping[str, Any], consent: Consent) -> str:
        """Return where the admin's browser goes."""

    def code(self, config: Mapping[str, Any], params: Mapping[str, str]) -> str:
        """Return the code that the browser came back with.

        Raises:
            CrmAiError: the CRM or the admin refused; message and hint say what the admin does about it, and
                hold nothing of `params`.
        """

    def redeem(
        self, app: OAuthApp, config: Mapping[str, Any], code: str, consent: Consent, now: datetime
    ) -> Grant:
        """Exchange a code for secrets and find out whose account they open.

        Args:
            app: The app.
            config: Of the connection to be.
            code: What `code` returned.
            consent: The one that `authorize_url` was made with.
            now: The present, from which a token's life counts.

        Raises:
            CrmAiError: no usable grant; message and hint say what the admin does about it.
        """

    def revoke(self, context: ConnectionContext, *, last: bool) -> None:
        """Make the secrets of a connection worthless in the CRM; already worthless is success.

        Args:
            context: The connection.
            last: Whether no other connection here is of that account, so that the app as a whole may be
                taken off it.

        Raises:
            RetryableError: not possible at present.
        """
