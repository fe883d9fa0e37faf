"""What admins decide about advice: strategy and methodology, by version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...bundle.mapping.yaml_tree import YamlTree
from ...errors import NotFoundError, UserInputError
from ...features.deal_coach import methodology as methods
from ...features.deal_coach import strategy as strategies
from ...features.deal_coach.methodology import Methodology
from ...features.deal_coach.strategy import Strategy
from ...store import ControlRow, Store, WorkspaceSession, new_id

NAMES = (strategies.NAME, methods.NAME)
MAX_NOTE = 500
NONE = "none"
"""How people say that no methodology is used."""


@dataclass(frozen=True)
class StrategyVersion:
    """A strategy with its version; number 0 is the empty one of a workspace that never set any."""

    strategy: Strategy
    number: int = 0
    author: str | None = None
    note: str = ""
    at: datetime | None = None

    @property
    def document(self) -> dict[str, Any]:
        """The document without what is not set."""
        return self.strategy.model_dump(mode="json", by_alias=True, exclude_defaults=True)


@dataclass(frozen=True)
class MethodologyChoice:
    """A methodology that can be used; `own` where the workspace brought it."""

    methodology: Methodology
    own: bool
    used: bool

    @property
    def document(self) -> dict[str, Any]:
        """The definition without what is not set."""
        return self.methodology.model_dump(mode="json", exclude_defaults=True)


@dataclass(frozen=True)
class AdviceControls:
    """Reads and changes them; a change takes effect at the next look at a deal."""

    store: Store

    def strategy(self, workspace: str) -> StrategyVersion:
        """Return the strategy in force."""
        with self.store.workspace(workspace) as session:
            row = session.controls.latest(strategies.NAME)
        return _version(row) if row else StrategyVersion(Strategy())

    def strategies(self, workspace: str) -> Sequence[StrategyVersion]:
        """Return all versions, newest first."""
        with self.store.workspace(workspace) as session:
            return [_version(row) for row in session.controls.list(strategies.NAME)]

    @staticmethod
    def check_strategy(document: object) -> Strategy:
        """Return what a document says.

        Raises:
            UserInputError: ``strategy_invalid``.
        """
        return strategies.parse_strategy(document)

    def set_strategy(self, workspace: str, document: object, author: str, note: str = "") -> StrategyVersion:
        """Put a strategy in force as a new version.

        Raises:
            UserInputError: ``strategy_invalid``, or the note is too long.
            ConflictError: somebody else changed it at the same moment.
        """
        strategy = strategies.parse_strategy(document)
        _require_note(note)
        with self.store.workspace(workspace) as session:
            before = session.controls.latest(strategies.NAME)
            known = strategies.strategy_of(before.document if before else None).hold_out.salt
            # Who is held back stays held back, unless an admin names a new draw.
            terms = strategy.hold_out.model_copy(
                update={"salt": strategy.hold_out.salt or known or new_id("draw")}
            )
            if terms.share > 0 or known:
                strategy = strategy.model_copy(update={"hold_out": terms})
            stored = strategy.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            row = session.controls.add(strategies.NAME, stored, author, note)
            session.audit.add(
                author,
                "strategy_set",
                f"{strategies.NAME}:{row.number}",
                {"hold_out": strategy.hold_out.share},
            )
        return _version(row)

    def methodologies(self, workspace: str) -> Sequence[MethodologyChoice]:
        """Return ours and the workspace's own, the newest definition of each, by key."""
        with self.store.workspace(workspace) as session:
            rows = session.controls.list(methods.NAME)
        used = rows[0].document.get("key") if rows else None
        own: dict[str, Methodology] = {}
        for row in rows:
            if row.document.get("definition") is not None:
                found = methods.methodology_of(row.document)
                if found is not None:
                    own.setdefault(found.key, found)
        known = {one.key: (one, False) for one in methods.shipped().values()}
        known |= {key: (one, True) for key, one in own.items()}
        return [MethodologyChoice(one, own, key == used) for key, (one, own) in sorted(known.items())]

    def methodology(self, workspace: str, key: str) -> MethodologyChoice:
        """Return one by its key.

        Raises:
            NotFoundError: ``methodology_unknown``.
        """
        for choice in self.methodologies(workspace):
            if choice.methodology.key == key:
                return choice
        raise NotFoundError(
            f"there is no methodology {key[:80]!r} in this workspace",
            code="methodology_unknown",
            hint="crm-ai methodology list",
        )

    @staticmethod
    def check_methodology(document: object) -> Methodology:
        """Return what a document defines.

        Raises:
            UserInputError: ``methodology_invalid``.
        """
        return methods.parse_methodology(document)

    def use_methodology(self, workspace: str, key: str | None, author: str) -> MethodologyChoice | None:
        """Use a known methodology from now on; None uses none.

        Raises:
            NotFoundError: ``methodology_unknown``.
        """
        choice = self.methodology(workspace, key) if key not in (None, NONE) else None
        document: dict[str, Any] = {"key": choice.methodology.key if choice else None}
        if choice and choice.own:
            document["definition"] = choice.document
        self._choose(workspace, document, author)
        return MethodologyChoice(choice.methodology, choice.own, used=True) if choice else None

    def bring_methodology(self, workspace: str, document: object, author: str) -> MethodologyChoice:
        """Use a methodology of the workspace's own from now on.

        Raises:
            UserInputError: ``methodology_invalid``.
        """
        found = methods.parse_methodology(document)
        choice = MethodologyChoice(found, own=found.key not in methods.shipped(), used=True)
        stored: dict[str, Any] = {"key": found.key}
        if choice.own:
            stored["definition"] = choice.document
        self._choose(workspace, stored, author)
        return choice

    def _choose(self, workspace: str, document: Mapping[str, Any], author: str) -> None:
        with self.store.workspace(workspace) as session:
            row = session.controls.add(methods.NAME, document, author)
            key = str(document.get("key") or NONE)
            session.audit.add(author, "methodology_chosen", f"{methods.NAME}:{row.number}", {"key": key})


def in_force(session: WorkspaceSession) -> dict[str, Mapping[str, Any]]:
    """Return what a workspace's admins decided, by the name of the document."""
    found = ((name, session.controls.latest(name)) for name in NAMES)
    return {name: row.document for name, row in found if row is not None}


def read_document(name: str, text: str, code: str) -> object:
    """Return what a text holds that is YAML or JSON, which is YAML as well.

    Raises:
        UserInputError: with `code`; not readable.
    """
    try:
        return YamlTree(name, text).data
    except UserInputError as error:
        raise UserInputError(error.user_message, code=code, hint=error.hint) from None


def _version(row: ControlRow) -> StrategyVersion:
    return StrategyVersion(strategies.strategy_of(row.document), row.number, row.author, row.note, row.at)


def _require_note(note: str) -> None:
    if len(note) > MAX_NOTE:
        raise UserInputError(f"a note has at most {MAX_NOTE} characters", code="note_too_long")
