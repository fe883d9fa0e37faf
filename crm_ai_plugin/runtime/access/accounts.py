"""Setting an installation up, signing in and out, and what a signed-in browser may go on with."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...errors import CrmAiError, RateLimitedError, UserInputError
from ...ports.clock import Clock
from ...store import SignedIn, Store, UserRow
from ..vault import Vault
from . import passphrases
from .roles import Role

SETUP = "setup"
SETUP_LIFE = timedelta(hours=24)
LONGEST_LOGIN, LONGEST_NAME = 200, 100
IDLE = timedelta(hours=8)
LIFE = timedelta(days=7)
ROTATE_AFTER = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=1)
FREE_TRIES = {"login": 5, "address": 30}
"""Failures in a row after which the next try has to wait; many people may come from one address."""
LONGEST_WAIT = timedelta(minutes=1)
FORGET_AFTER = timedelta(hours=1)
_KEPT = timedelta(days=1)


class SignInError(CrmAiError):
    """Login and passphrase don't belong together."""

    default_code = "sign_in_failed"


@dataclass(frozen=True)
class Session:
    """A signed-in browser. `secret` is what its cookie has to hold from now on; None: as before."""

    of: SignedIn
    csrf: str
    secret: str | None = None


@dataclass(frozen=True)
class Accounts:
    """People and their sessions."""

    store: Store
    vault: Vault
    clock: Clock

    def setup_token(self, workspace: str) -> str | None:
        """Return what lets somebody become the workspace's first admin; None when there is one.

        It counts for a day, and for nothing once somebody has used it.
        """
        if not self.setup_needed(workspace):
            return None
        return self.vault.sign(SETUP, {"ws": workspace})

    def setup_needed(self, workspace: str) -> bool:
        """Return whether nobody can sign in to the workspace yet."""
        with self.store.system() as system:
            return not system.users.any(workspace)

    def set_up(self, token: str, login: str, name: str, passphrase: str) -> Session:
        """Make the first admin of the workspace that a token is for, and sign them in.

        Raises:
            UserInputError: the token is over or not ours, or what was given can't be used.
            ConflictError: there is an admin already.
        """
        workspace = str(self.vault.verify(SETUP, token, SETUP_LIFE.total_seconds())["ws"])
        user = self.add(workspace, login, name, "admin", passphrase, first=True)
        return self._opened(user, "admin_made")

    def add(
        self, workspace: str, login: str, name: str, role: Role, passphrase: str, *, first: bool = False
    ) -> UserRow:
        """Make a person who can sign in.

        Raises:
            UserInputError: what was given can't be used.
            ConflictError: the login is taken, or `first` and there is somebody.
        """
        login, name = _login(login), name.strip()
        if not 0 < len(login) <= LONGEST_LOGIN or any(char.isspace() for char in login):
            raise UserInputError("a login has no blanks, e.g. an e-mail address", code="login_invalid")
        if not 0 < len(name) <= LONGEST_NAME:
            raise UserInputError(f"a name has 1 to {LONGEST_NAME} characters", code="name_invalid")
        kept = passphrases.kept(passphrase)
        with self.store.system() as system:
            system.workspaces.ensure(workspace, workspace)
            return system.users.add(workspace, login, name, role, kept, first=first)

    def set_passphrase(self, workspace: str, user_id: str, passphrase: str, by: str) -> None:
        """Give somebody a new passphrase and end their sessions.

        Raises:
            UserInputError: it can't be used.
            NotFoundError: the workspace has no such person.
        """
        kept = passphrases.kept(passphrase)
        with self.store.system() as system:
            system.users.set_passphrase(workspace, user_id, kept)
        self._note(workspace, by, "passphrase_changed", user_id)

    def remove(self, workspace: str, user_id: str, by: str) -> None:
        """Let somebody no longer sign in, and end their sessions.

        Raises:
            NotFoundError: the workspace has no such person.
        """
        with self.store.system() as system:
            system.users.remove(workspace, user_id)
        self._note(workspace, by, "user_removed", user_id)

    def sign_in(self, login: str, passphrase: str, address: str) -> Session:
        """Sign somebody in.

        Args:
            login: What they sign in with.
            passphrase: In clear.
            address: Where the request comes from.

        Raises:
            SignInError: they don't belong together; nothing says which of them is wrong.
            RateLimitedError: too many failures for this login or from this address.
        """
        whose = {"login": f"login:{_login(login)}", "address": f"address:{address}"}
        # As a failure, before anything slow: else a flood has every try looked at that comes before the first is.
        counted = self._count(whose)
        with self.store.system() as system:
            user = system.users.by_login(_login(login))
        if not passphrases.fits(passphrase, user.passphrase if user else None) or user is None:
            raise SignInError("login and passphrase don't belong together")
        with self.store.system() as system:
            system.sign_in_failures.forget(whose["login"])
            # Whoever else comes from there waits no longer than if nobody had signed in.
            system.sign_in_failures.give_back(whose["address"], *counted["address"])
        return self._opened(user, "signed_in")

    def resume(self, secret: str) -> Session | None:
        """Return the session of a browser that holds a secret; None when it is over.

        From time to time the browser gets a new secret, so that one that leaked is soon worth nothing.
        """
        now = self.clock()
        with self.store.system() as system:
            found = system.user_sessions.resolve(secret)
            if found is None or self._is_over(found):
                return None
            fresh = None
            if now - found.rotated_at > ROTATE_AFTER:
                fresh = system.user_sessions.rotate(secret)
            elif now - found.seen_at > SEEN_EVERY:
                system.user_sessions.seen(found.id)
        return Session(found, self._csrf(found.id), fresh)

    def peek(self, secret: str) -> Session | None:
        """Return the session of a secret as it is, without noting that it is in use; None when it is over."""
        with self.store.system() as system:
            found = system.user_sessions.resolve(secret)
        return None if found is None or self._is_over(found) else Session(found, self._csrf(found.id))

    def is_open(self, session_id: str) -> bool:
        """Return whether a session still is one."""
        with self.store.system() as system:
            found = system.user_sessions.get(session_id)
        return found is not None and not self._is_over(found)

    def sign_out(self, session_id: str) -> None:
        """End a session."""
        with self.store.system() as system:
            system.user_sessions.close(session_id)

    def allows(self, session_id: str, csrf: str) -> bool:
        """Return whether a request was made by our own page and not by another site's."""
        return hmac.compare_digest(self._csrf(session_id).encode(), csrf.encode(errors="replace"))

    def tidy(self) -> None:
        """Delete what is over."""
        now = self.clock()
        with self.store.system() as system:
            system.user_sessions.prune(now - LIFE, now - IDLE)
            system.sign_in_failures.prune(now - _KEPT)

    def _opened(self, user: UserRow, deed: str) -> Session:
        with self.store.system() as system:
            _, secret = system.user_sessions.open(user.id)
            found = system.user_sessions.resolve(secret)
        if found is None:
            raise SignInError("the user was removed meanwhile")
        self._note(user.workspace_id, f"user:{user.id}", deed, user.id)
        return Session(found, self._csrf(found.id), secret)

    def _is_over(self, session: SignedIn) -> bool:
        now = self.clock()
        return now - session.seen_at > IDLE or now - session.created_at > LIFE

    def _note(self, workspace: str, by: str, deed: str, user_id: str) -> None:
        with self.store.workspace(workspace) as session:
            session.audit.add(by, deed, user_id, {})

    def _count(self, whose: Mapping[str, str]) -> Mapping[str, tuple[datetime, datetime]]:
        """Count a try where there is room for one; return of each when that was, and when the one before.

        Raises:
            RateLimitedError: there is none; nothing is counted.
        """
        now, wait = self.clock(), timedelta()
        last: dict[str, datetime] = {}
        counted: dict[str, tuple[datetime, datetime]] = {}
        with self.store.system() as system:
            tries = system.sign_in_failures
            for sort, name in whose.items():
                failures, last[sort] = tries.held(name)
                # None where none is due: by the clock a first try's row is younger than the try.
                if due := _wait(failures - FREE_TRIES[sort]):
                    wait = max(wait, due - (now - last[sort]))
            if wait <= timedelta():
                counted = {
                    sort: (tries.count(name, FORGET_AFTER), last[sort]) for sort, name in whose.items()
                }
        if wait > timedelta():
            raise RateLimitedError(
                "too many failures to sign in",
                code="sign_in_limited",
                retry_after=wait.total_seconds(),
                hint="wait as long as Retry-After says",
            )
        return counted

    def _csrf(self, session_id: str) -> str:
        return self.vault.mac("csrf", session_id)


def _login(login: str) -> str:
    return login.strip().lower()


def _wait(beyond: int) -> timedelta:
    if beyond < 0:
        return timedelta()
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(beyond, 10)))
