"""Prompts of workspaces: which is used, and what admins do with them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ...ai.prompts import Prompt, parse_prompt, shipped_features
from ...ai.prompts.assigning import arm_of
from ...ai.prompts.library import shipped
from ...errors import NotFoundError, UserInputError
from ...store import PromptExperimentRow, PromptRow, Store

SHIPPED = "shipped"
"""How people name the version that comes with the package."""
MAX_NOTE = 500


@dataclass(frozen=True)
class PromptVersion:
    """One version as people see it. `number` is None for the package's."""

    feature: str
    number: int | None
    label: str
    active: bool
    author: str | None = None
    note: str = ""
    at: datetime | None = None

    @property
    def name(self) -> str:
        """How to name it."""
        return SHIPPED if self.number is None else str(self.number)


@dataclass(frozen=True)
class WorkspacePrompts:
    """The prompts of every workspace."""

    store: Store

    def prompt(self, workspace: str, feature: str, subject: str) -> Prompt:
        """Return the prompt to use now: the experiment's, the chosen one, or the package's.

        Raises:
            NotFoundError: ``prompt_unknown``.
        """
        with self.store.workspace(workspace) as session:
            running = session.prompts.running(feature)
            if running is not None:
                number = running.a if arm_of(running.id, subject, running.share_b) == "a" else running.b
            else:
                number = next(iter(session.prompts.choices(feature, 1)), None)
            row = session.prompts.get(feature, number) if number is not None else None
        return _parsed(row) if row is not None else shipped(feature)

    def version(self, workspace: str, feature: str, name: str | None = None) -> Prompt:
        """Return a version by the name people give it; the one in use when none is given.

        Raises:
            NotFoundError: no such feature or version.
        """
        known = shipped(feature)
        with self.store.workspace(workspace) as session:
            number = _number(name) if name else next(iter(session.prompts.choices(feature, 1)), None)
            if number is None:
                return known
            row = session.prompts.get(feature, number)
        if row is None:
            raise NotFoundError(
                f"{feature} has no version {number} in this workspace",
                code="prompt_version_unknown",
                hint="crm-ai prompts list",
            )
        return _parsed(row)

    def draft(self, feature: str, text: str) -> Prompt:
        """Return a text that is not stored as if it were a version.

        Raises:
            NotFoundError: no such feature.
            UserInputError: ``prompt_invalid``, with what is wrong.
        """
        known = shipped(feature)
        return parse_prompt(known.feature, text, f"{feature}/draft", known.settings.task)

    def list(self, workspace: str, feature: str | None = None) -> Sequence[PromptVersion]:
        """Return all versions, the package's last.

        Raises:
            NotFoundError: no such feature.
        """
        features = shipped_features() if feature is None else (shipped(feature).feature,)
        found = []
        with self.store.workspace(workspace) as session:
            for one in features:
                active = next(iter(session.prompts.choices(one, 1)), None)
                found += [
                    PromptVersion(
                        one, row.number, _label(row), row.number == active, row.author, row.note, row.at
                    )
                    for row in session.prompts.list(one)
                ]
                found.append(PromptVersion(one, None, shipped(one).label, active is None))
        return found

    def save(self, workspace: str, feature: str, text: str, author: str, note: str = "") -> PromptVersion:
        """Store a new version after looking whether it can be used; it is not in use yet.

        Raises:
            NotFoundError: no such feature.
            UserInputError: ``prompt_invalid``, with what is wrong.
        """
        known = shipped(feature)
        parse_prompt(known.feature, text, task=known.settings.task)
        if len(note) > MAX_NOTE:
            raise UserInputError(f"a note has at most {MAX_NOTE} characters", code="note_too_long")
        with self.store.workspace(workspace) as session:
            row = session.prompts.add(feature, text, author, note)
            session.audit.add(author, "prompt_saved", f"{feature}:{row.number}", {})
        return PromptVersion(
            feature, row.number, _label(row), active=False, author=author, note=note, at=row.at
        )

    def use(self, workspace: str, feature: str, name: str, author: str) -> Prompt:
        """Use a version from now on.

        Raises:
            NotFoundError: no such version.
        """
        prompt = self.version(workspace, feature, name)
        with self.store.workspace(workspace) as session:
            session.prompts.choose(feature, _number(name), author)
            session.audit.add(author, "prompt_chosen", f"{feature}:{name}", {})
        return prompt

    def roll_back(self, workspace: str, feature: str, author: str) -> Prompt:
        """Use what was used before the present version.

        Raises:
            NotFoundError: no such feature, or nobody ever chose anything else.
        """
        shipped(feature)
        with self.store.workspace(workspace) as session:
            chosen = session.prompts.choices(feature, 2)
        if not chosen or chosen == [None]:
            raise NotFoundError(
                f"{feature} was never changed here: there is nothing to go back to",
                code="nothing_to_roll_back",
            )
        before = chosen[1] if len(chosen) > 1 else None
        return self.use(workspace, feature, SHIPPED if before is None else str(before), author)

    def diff(self, workspace: str, feature: str, a: str, b: str) -> str:
        """Return the difference between two versions, as patches show it; empty when there is none."""
        one, other = self.version(workspace, feature, a), self.version(workspace, feature, b)
        lines = difflib.unified_diff(
            one.text.splitlines(), other.text.splitlines(), one.label, other.label, lineterm=""
        )
        return "\n".join(lines)

    def begin(
        self, workspace: str, feature: str, a: str, b: str, share_b: float, author: str
    ) -> PromptExperimentRow:
        """Start comparing two versions.

        Raises:
            NotFoundError: no such version.
            UserInputError: the same twice, or no share.
            ConflictError: an experiment is under way.
        """
        if self.version(workspace, feature, a).digest == self.version(workspace, feature, b).digest:
            raise UserInputError("these are the same words: there is nothing to compare", code="same_prompt")
        if not 0.0 < share_b < 1.0:
            raise UserInputError("the share of b lies between 0 and 1", code="share_invalid")
        with self.store.workspace(workspace) as session:
            row = session.prompts.begin(feature, _number(a), _number(b), share_b, author)
            session.audit.add(author, "experiment_begun", row.id, {"feature": feature, "a": a, "b": b})
        return row


def _parsed(row: PromptRow) -> Prompt:
    return parse_prompt(row.feature, row.text, _label(row))


def _label(row: PromptRow) -> str:
    return f"{row.feature}/w{row.number}"


def _number(name: str) -> int | None:
    if name == SHIPPED:
        return None
    if not name.isascii() or not name.isdigit() or len(name) > 9:
        raise NotFoundError(
            f"there is no version {name[:40]!r}",
            code="prompt_version_unknown",
            hint=f"a number, or {SHIPPED!r} for the package's own",
        )
    return int(name)
