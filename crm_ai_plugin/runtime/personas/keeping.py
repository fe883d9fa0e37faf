"""Personas for whoever asks: reading, renewing, overruling, versions and comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ...errors import NotFoundError, UserInputError
from ...insights import Insight
from ...insights.persona import PersonaPayload, PersonaTrait
from ...ports.clock import Clock
from ...ports.person import Override
from ...store import Store
from .building import KIND, SUBJECT, Building

OverrideKind = Literal["state", "lock", "reject", "lift"]
MAX_STATED = 300
MAX_COMPARED = 4


@dataclass(frozen=True)
class TraitDifference:
    """One trait that two versions state differently; None where a version does not state it."""

    key: str
    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Personas:
    """What the web app and the command line ask for."""

    store: Store
    building: Building
    clock: Clock

    def get(self, workspace: str, contact_id: str, connection: str | None = None) -> Insight:
        """Return the newest version; the first one is built when somebody asks for it.

        Raises:
            NotFoundError: no such contact.
            ConflictError: several connections have that contact.
        """
        key = self._find(workspace, contact_id, connection)
        with self.store.workspace(workspace) as session:
            last = session.insights.latest(KIND, SUBJECT, contact_id, key)
        return last or self.building.build(workspace, key, contact_id, urgent=True)

    def renew(self, workspace: str, contact_id: str, connection: str | None = None) -> Insight:
        """Return the persona as of now."""
        key = self._find(workspace, contact_id, connection)
        return self.building.build(workspace, key, contact_id, urgent=True)

    def override(
        self,
        workspace: str,
        contact_id: str,
        trait: str,
        kind: OverrideKind,
        *,
        by: str,
        value: str | None = None,
        reason: str = "",
        connection: str | None = None,
    ) -> Insight:
        """Store what a person decided about a trait and return the persona with it.

        Args:
            workspace: Whose contact.
            contact_id: Its id in the CRM.
            trait: Key of the trait.
            kind: ``state`` their own words, ``lock`` what stands, ``reject`` it, or ``lift`` an earlier decision.
            by: Who decides.
            value: The statement, for ``state``.
            reason: Why; needed for ``reject``.
            connection: Needed when two connections share the contact's id.

        Raises:
            UserInputError: no such trait, nothing to lock or lift, or words or a reason are missing.
        """
        current = self.renew(workspace, contact_id, connection)
        payload = PersonaPayload.model_validate(current.payload)
        known = {t.key for t in payload.traits} | {few.key for few in payload.not_seen}
        if trait not in known:
            raise UserInputError(
                f"there is no trait {trait!r}",
                code="trait_unknown",
                hint=f"one of {', '.join(sorted(known))}",
            )
        stated = {one.key: one for one in payload.traits}
        with self.store.workspace(workspace) as session:
            before = {o.trait: o for o in session.persona_overrides.of(current.connection, contact_id)}
            if kind == "lift":
                if not session.persona_overrides.lift(current.connection, contact_id, trait):
                    raise UserInputError(
                        f"nobody has decided about {trait}",
                        code="override_missing",
                        hint="there is nothing to lift",
                    )
            else:
                made = self._made(trait, kind, stated.get(trait), before.get(trait), value, reason, by)
                session.persona_overrides.set(current.connection, contact_id, made)
            # Who decided and about what; the words stay where they can be erased with the person.
            session.audit.add(by, f"persona_{kind}", f"contact:{contact_id}", {"trait": trait})
        return self.building.build(workspace, current.connection, contact_id, urgent=True)

    def roll_back(
        self, workspace: str, contact_id: str, version: int, *, by: str, connection: str | None = None
    ) -> Insight:
        """Return the persona with every statement of an earlier version locked as it stood there.

        Raises:
            NotFoundError: no such version.
        """
        old = self.version(workspace, contact_id, version, connection)
        now = {
            t.key: t.value
            for t in PersonaPayload.model_validate(self.get(workspace, contact_id, connection).payload).traits
        }
        reason = f"as in version {version}"
        with self.store.workspace(workspace) as session:
            for trait in PersonaPayload.model_validate(old.payload).traits:
                if now.get(trait.key) != trait.value:
                    made = Override(trait.key, "lock", trait.value, reason, by, self.clock(), _kept(trait))
                    session.persona_overrides.set(old.connection, contact_id, made)
            session.audit.add(by, "persona_roll_back", f"contact:{contact_id}", {"version": version})
        return self.building.build(workspace, old.connection, contact_id, urgent=True)

    def versions(
        self, workspace: str, contact_id: str, *, connection: str | None = None, limit: int = 20
    ) -> Sequence[Insight]:
        """Return at most `limit` versions, newest first."""
        key = self._find(workspace, contact_id, connection)
        with self.store.workspace(workspace) as session:
            return session.insights.history(KIND, SUBJECT, contact_id, connection=key, limit=limit)

    def version(
        self, workspace: str, contact_id: str, version: int, connection: str | None = None
    ) -> Insight:
        """Return one version.

        Raises:
            NotFoundError: no such version.
        """
        key = self._find(workspace, contact_id, connection)
        with self.store.workspace(workspace) as session:
            found = session.insights.version(KIND, SUBJECT, contact_id, version, key)
        if found is None:
            raise NotFoundError(f"there is no version {version} of this persona", code="version_unknown")
        return found

    def diff(
        self, workspace: str, contact_id: str, a: int, b: int, connection: str | None = None
    ) -> Sequence[TraitDifference]:
        """Return what version `b` states otherwise than version `a`, by trait."""
        before = _stated(self.version(workspace, contact_id, a, connection))
        after = _stated(self.version(workspace, contact_id, b, connection))
        return [
            TraitDifference(
                key,
                (after.get(key) or before[key]).label,
                before[key].value if key in before else None,
                after[key].value if key in after else None,
            )
            for key in sorted({*before, *after})
            if (before.get(key) and before[key].value) != (after.get(key) and after[key].value)
        ]

    def compare(
        self, workspace: str, contact_ids: Sequence[str], connection: str | None = None
    ) -> Sequence[Insight]:
        """Return the personas of two to four people, in the order asked for.

        Raises:
            UserInputError: fewer or more, or one of them twice.
        """
        if not 2 <= len(contact_ids) <= MAX_COMPARED or len(set(contact_ids)) != len(contact_ids):
            raise UserInputError(
                f"compare two to {MAX_COMPARED} different people", code="compare_count", hint="ids=1,2,3"
            )
        return [self.get(workspace, one, connection) for one in contact_ids]

    def _find(self, workspace: str, contact_id: str, connection: str | None) -> str:
        with self.store.workspace(workspace) as session:
            return session.records.find_contact(contact_id, connection)[0]

    def _made(
        self,
        trait: str,
        kind: Literal["state", "lock", "reject"],
        stands: PersonaTrait | None,
        before: Override | None,
        value: str | None,
        reason: str,
        by: str,
    ) -> Override:
        now = self.clock()
        reason = reason.strip()[:MAX_STATED]
        if kind == "reject":
            if not reason:
                raise UserInputError("say why it is wrong", code="reason_missing", hint='"reason": "…"')
            return Override(trait, kind, None, reason, by, now)
        if kind == "state":
            words = (value or "").strip()
            if not words or len(words) > MAX_STATED:
                raise UserInputError(
                    f"say what holds, in 1 to {MAX_STATED} characters",
                    code="value_missing",
                    hint='"value": "…"',
                )
            return Override(trait, kind, words, reason, by, now)
        if stands is None:
            raise UserInputError(
                f"nothing is stated about {trait}, so there is nothing to lock",
                code="nothing_to_lock",
                hint="state it in your own words instead",
            )
        # A lock on a lock keeps what was locked first.
        kept: Mapping[str, Any] = before.data if before and before.kind == "lock" else _kept(stands)
        return Override(trait, kind, stands.value, reason, by, now, kept)


def _kept(trait: PersonaTrait) -> dict[str, Any]:
    """What a lock remembers: the statement's form for machines, and its substance to see contradictions by."""
    return {"data": trait.data, "said": trait.substance} if trait.substance else {"data": trait.data}


def _stated(insight: Insight) -> dict[str, PersonaTrait]:
    return {one.key: one for one in PersonaPayload.model_validate(insight.payload).traits}
