"""From a link for an admin to a stored connection.

    crm-ai connect / API ──▶ link ──▶ browser: start ──▶ the CRM's page ──▶ browser: callback ──▶ connection

The link belongs to a workspace and works in the first browser that uses it. Each time that browser sets out, it
takes along a new state, which is signed, good once and for a quarter of an hour, and only in that browser. The
PKCE verifier never leaves this side. See docs/adr/install-by-link-and-bound-state.md.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from ...errors import ConfigurationError, CrmAiError, NotFoundError, UserInputError
from ...ports.clock import Clock
from ...ports.installing import Consent
from ...store import ConnectionRow, InstallRow, Store
from ..vault import Vault
from .keys import named, require_key
from .plans import Plan, Plans
from .storing import Storing
from .values import Begun, Connected, Invitation, Link, Offer

log = structlog.get_logger(__name__)

LINK_LIFE = timedelta(hours=24)
STATE_LIFE_S = 900.0
_PURPOSE = "install"
_BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Installing:
    """Makes connections in the browser.

    Args:
        store: Where links wait.
        plans: Connectors, settings, apps.
        vault: Signs states, encrypts verifiers.
        storing: Keeps what was granted.
        clock: What time it is.
        public_url: Where browsers reach this installation.
    """

    store: Store
    plans: Plans
    vault: Vault
    storing: Storing
    clock: Clock
    public_url: str

    def callback_url(self, connector: str) -> str:
        """Return the address to register in the app's settings in the CRM."""
        return f"{self.public_url.rstrip('/')}/install/{connector}/callback"

    def offers(self) -> Sequence[Offer]:
        """Return the CRMs that can be connected in the browser, with what each will be asked to allow."""
        return self.plans.offers()

    def open_link(
        self,
        workspace: str,
        connector: str,
        *,
        connection: str | None = None,
        config: Mapping[str, Any] | None = None,
        by: str,
        choose_first: bool = False,
    ) -> Link:
        """Return a link with which an admin connects one account; it can't be shown again.

        Args:
            workspace: To which the connection will belong.
            connector: Key of the connector.
            connection: The key it is to have; of one that exists: connect it again.
            config: Settings of the connection that differ from the installation's.
            by: Who made the link.
            choose_first: Whether a new connection waits for somebody to choose what it reads.

        Raises:
            NotFoundError: no such connector.
            UserInputError: it is not connected in the browser, or key or settings are wrong.
            ConfigurationError: the installation has no app in this CRM.
        """
        if connection is not None:
            require_key(connection)
        given = dict(config or {})
        expires = self.clock() + LINK_LIFE
        with self.store.system() as system:
            stored = named(system.connections.list(workspace), connector, connection)
            plan = self.plans.of(connector, given, stored.config if stored else None)
            # Whoever makes the link can mend what is wrong; the admin who opens it can't.
            trial = Consent(self.callback_url(connector), "trial", "t" * 64)
            plan.installer.authorize_url(plan.app, plan.config, trial)
            system.workspaces.ensure(workspace, workspace)
            id_, token = system.installs.open(
                workspace,
                connector,
                connection=connection,
                config=given,
                made_by=by,
                expires_at=expires,
                choose_first=choose_first,
            )
        url = f"{self.public_url.rstrip('/')}/install/{connector}/start?t={token}"
        return Link(id_, url, expires)

    def invitation(self, connector: str, link: str, browser: str | None) -> Invitation:
        """Return what a link offers, without using it.

        Raises:
            UserInputError: code ``link_invalid``, ``link_expired`` or ``link_used``.
        """
        row = self._row(connector, link, browser)
        plan, stored = self._plan(row)
        return Invitation(
            plan.label,
            row.workspace_id,
            row.connection,
            stored.account if stored else None,
            plan.installer.permissions(plan.config),
        )

    def begin(self, connector: str, link: str, browser: str | None) -> Begun:
        """Bind a link to a browser and return where that goes.

        Args:
            connector: Which CRM, as the address says.
            link: Token of the link.
            browser: The secret this browser holds from an earlier beginning, if any.

        Raises:
            UserInputError: the link is over, or was begun in another browser.
            ConfigurationError: the installation has no app in this CRM.
        """
        row = self._row(connector, link, browser)
        plan, _ = self._plan(row)
        known = browser if browser is not None and _BROWSER.fullmatch(browser) else secrets.token_urlsafe(32)
        signed = {"id": row.id, "ws": row.workspace_id, "to": connector, "n": secrets.token_urlsafe(16)}
        consent = Consent(
            self.callback_url(connector), self.vault.sign(_PURPOSE, signed), secrets.token_urlsafe(64)
        )
        url = plan.installer.authorize_url(plan.app, plan.config, consent)
        sealed = self.vault.encrypt({"verifier": consent.verifier})
        with self.store.system() as system:
            if not system.installs.begin(row.id, known, consent.state, sealed):
                raise _used()
        return Begun(url, known)

    def finish(self, connector: str, params: Mapping[str, str], browser: str | None) -> Connected:
        """Make the connection that a browser comes back from the CRM for.

        Raises:
            UserInputError: code ``state_invalid``: the state is missing, foreign, over or used; nothing was
                asked of the CRM. Or the admin declined.
            CrmAiError: the CRM refused, did not grant what is needed, or it is the wrong account; message and
                hint say what to do. Nothing was stored.
        """
        state = params.get("state") or ""
        row = self._returned(connector, state, browser)
        try:
            connected = self._finished(row, params, state)
        except CrmAiError as error:
            log.warning("install_failed", connector=connector, code=error.code)
            raise
        log.info("installed", connector=connector, connection=connected.connection)
        return connected

    def _finished(self, row: InstallRow, params: Mapping[str, str], state: str) -> Connected:
        plan, _ = self._plan(row)
        verifier = str(self.vault.decrypt(row.verifier_encrypted or b"").get("verifier"))
        consent = Consent(self.callback_url(row.connector), state, verifier)
        code = plan.installer.code(plan.config, params)
        grant = plan.installer.redeem(plan.app, plan.config, code, consent, self.clock())
        connected = self.storing.keep(row, plan, grant)
        with self.store.system() as system:
            system.installs.finish(row.id)
        return connected

    def _returned(self, connector: str, state: str, browser: str | None) -> InstallRow:
        """Return the row a state belongs to, and use the state up."""
        try:
            signed = self.vault.verify(_PURPOSE, state, STATE_LIFE_S)
        except UserInputError as error:
            raise _stale(error.code) from None
        with self.store.system() as system:
            row = system.installs.by_state(state)
            if row is None:
                raise _stale("replayed")
            expected = {"id": row.id, "ws": row.workspace_id, "to": connector}
            if row.connector != connector or any(
                signed.get(name) != value for name, value in expected.items()
            ):
                raise _stale("foreign")
            # Before it is used up: somebody else's browser must not be able to.
            if not row.is_of(browser):
                raise _stale("other_browser")
            if not system.installs.take(state):
                raise _stale("replayed")
        return row

    def _row(self, connector: str, link: str, browser: str | None) -> InstallRow:
        with self.store.system() as system:
            row = system.installs.by_link(link)
        if row is None or row.connector != connector:
            raise UserInputError("this link is not valid", code="link_invalid", hint=_ANOTHER)
        if row.finished_at is not None or not (row.browser_digest is None or row.is_of(browser)):
            raise _used()
        if row.expires_at <= self.clock():
            raise UserInputError("this link has expired", code="link_expired", hint=_ANOTHER)
        return row

    def _plan(self, row: InstallRow) -> tuple[Plan, ConnectionRow | None]:
        with self.store.system() as system:
            stored = _stored(system.connections.list(row.workspace_id), row.connection)
        try:
            return self.plans.of(row.connector, row.config, stored.config if stored else None), stored
        except NotFoundError as error:
            raise ConfigurationError(error.user_message, code=error.code) from None


_ANOTHER = "ask for another one: crm-ai connect makes it"


def _stored(rows: Any, key: str | None) -> ConnectionRow | None:  # noqa: ANN401  # connections of a workspace
    return next((row for row in rows if row.key == key), None)


def _used() -> UserInputError:
    return UserInputError(
        "this link was used already, or was begun in another browser", code="link_used", hint=_ANOTHER
    )


def _stale(why: str) -> UserInputError:
    # One sentence for all of them: who is not that admin learns nothing about which part did not fit.
    log.warning("install_state_refused", why=why)
    return UserInputError(
        "this step can't be finished here: it was finished before, took longer than a quarter of an hour, or was"
        " begun in another browser",
        code="state_invalid",
        hint="open your install link again, in one browser; if it is used up, ask for another one",
    )
