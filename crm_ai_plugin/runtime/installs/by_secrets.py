"""From credentials that an admin made in the CRM to a stored connection: nothing is stored that the CRM refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from ...errors import PermanentError, ReauthoriseError, RetryableError, UserInputError
from ...ports.connector import ConnectorFactory
from ...ports.installing import ConnectsBySecrets, ExpectedSecrets, Grant
from ...store import ConnectionRow, Store
from ..connections import Connections, HeldSecrets
from .keys import named, require_key
from .plans import Plans
from .storing import Storing
from .values import Connected, Wish, Words

_WORDS = Words("these secrets open", "give those of", "leave --as out", "give --as")
_MADE = "compare the secrets with those in the CRM, or make new ones there"
_NAME = re.compile(r"[A-Za-z][A-Za-z_]{0,39}")
"""What may be shown as the name of a secret: in a file that is none of ours, a key may be one itself."""


@dataclass(frozen=True)
class BySecrets:
    """Makes connections of secrets, once the CRM has accepted them."""

    store: Store
    plans: Plans
    connections: Connections
    storing: Storing

    def connect(
        self,
        workspace: str,
        connector: str,
        secrets: Mapping[str, str],
        *,
        connection: str | None = None,
        config: Mapping[str, Any] | None = None,
        account: str | None = None,
        by: str,
        choose_first: bool = False,
    ) -> Connected:
        """Try secrets on the CRM and store the connection they make.

        Args:
            workspace: To which the connection will belong; made when it is new.
            connector: Key of the connector.
            secrets: By name.
            connection: The key it is to have; of one that exists: connect it again.
            config: Settings of the connection that differ from the installation's.
            account: Whose account it is, where the CRM does not say.
            by: Who wants it.
            choose_first: Whether a new connection waits for somebody to choose what it reads.

        Raises:
            NotFoundError: no such connector.
            UserInputError: key, settings or names of secrets are wrong, the CRM refuses the secrets, or nobody
                says whose account they open. Nothing was stored.
            ConflictError: they open another account than that of the connection.
            RetryableError: the CRM can't be asked at present. Nothing was stored.
        """
        if connection is not None:
            require_key(connection)
        with self.store.system() as system:
            stored = named(system.connections.list(workspace), connector, connection)
        given = dict(config or {})
        factory, settings = self.plans.configured(connector, given, stored.config if stored else None)
        if isinstance(factory, ConnectsBySecrets):
            _require(factory.label, factory.secrets(settings), secrets)
        # Of a connection that is there the account is known, as it was once spelt.
        known = stored.account if stored else None
        said = None if account == known else account
        grant = self._tried(factory, connector, settings, secrets, said, known)
        if said is not None and said != grant.account and not grant.account.endswith(f":{said}"):
            raise UserInputError(
                f"these secrets open {factory.label} account {grant.account}, not {said}",
                code="account_wrong",
            )
        wish = Wish(
            workspace=workspace,
            connector=connector,
            label=factory.label,
            connection=connection,
            given=given,
            config=settings,
            name=connector,
            by=by,
            words=_WORDS,
            choose_first=choose_first,
        )
        before = self.storing.renewed(wish, grant.account)
        return self.storing.put(wish, grant, before, self.plans.installer(connector))

    def _tried(
        self,
        factory: ConnectorFactory,
        connector: str,
        config: Mapping[str, Any],
        secrets: Mapping[str, str],
        said: str | None,
        known: str | None,
    ) -> Grant:
        """Return what secrets that no connection has yet are good for."""
        # Tokens that come on the way stay in here, and are stored with the connection.
        held = HeldSecrets(dict(secrets))
        context = self.connections.context(ConnectionRow("-", "-", connector, "-", config), held)
        try:
            trial = factory.create(context)
            try:
                trial.check()
            finally:
                trial.close()
            if isinstance(factory, ConnectsBySecrets):
                grant = factory.opened(context, said)
            else:
                grant = Grant(said, held.load(), frozenset()) if said else None
        except PermanentError as error:
            # The way out of a dead token is to connect, which is what was just tried.
            plain = error.code == ReauthoriseError.default_code
            raise UserInputError(
                f"nothing was stored: {error.user_message}",
                code="secrets_refused",
                detail=error.detail,
                hint=_MADE if plain else error.hint,
            ) from None
        except RetryableError as error:
            error.hint = error.hint or "nothing was stored; try again later"
            raise
        if grant is None and known is not None:
            grant = Grant(known, held.load(), frozenset())
        if grant is None:
            raise UserInputError(
                f"{factory.label} does not say whose account this is",
                code="account_missing",
                hint="say it with --account: a name that stays, e.g. the first part of the CRM's address",
            )
        return grant


def _require(label: str, expected: ExpectedSecrets, given: Mapping[str, str]) -> None:
    """Refuse secrets that a connector does not know, or that are not all it needs; shows names only."""
    known = {**expected.required, **expected.optional}
    told = "; ".join(f"{name}: {what}" for name, what in expected.required.items()) or "no secret at all"
    hint = f"{label} takes {told}"
    unknown = [] if expected.others else sorted(name for name in given if name not in known)
    if unknown:
        shown = repr(unknown[0]) if _NAME.fullmatch(unknown[0]) else "of one of those names"
        near = get_close_matches(unknown[0], known, n=1)
        meant = f", did you mean {near[0]}?" if near else ""
        raise UserInputError(f"{label} takes no secret {shown}{meant}", code="secret_unknown", hint=hint)
    missing = [name for name in expected.required if not given.get(name)]
    if missing:
        raise UserInputError(f"the secrets lack {' and '.join(missing)}", code="secret_missing", hint=hint)
