"""Writes a new connector package from the templates."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from ...errors import ConflictError, UserInputError

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST = 40
_SUFFIX = ".tmpl"
PACKAGE, DECLARED = "connector", "declared"
"""Templates: a Python package, and a definition in YAML with its kit file."""
_LEFT_OVER = re.compile(r"\{\{\w+\}\}")


@dataclass(frozen=True)
class Names:
    """The names of a connector in all the forms in which they are needed."""

    name: str

    @classmethod
    def of(cls, name: str) -> Names:
        """Check `name`: it becomes part of paths, of Python code and of TOML.

        Raises:
            UserInputError: it is not lower-case words joined by hyphens.
        """
        if not _NAME.fullmatch(name) or len(name) > _LONGEST:
            raise UserInputError(
                f"{name[:60]!r} is no name for a connector",
                code="connector_name",
                hint="lower-case letters and digits, words joined by hyphens, such as acme or big-crm",
            )
        return cls(name)

    @property
    def distribution(self) -> str:
        """The name of the distribution and of its folder."""
        return f"{self.name}-connector"

    def fill(self, text: str) -> str:
        """Return `text` with its placeholders filled in."""
        key = self.name.replace("-", "_")
        values = {
            "{{dist}}": self.distribution,
            "{{package}}": f"{key}_connector",
            "{{Class}}": "".join(part.capitalize() for part in self.name.split("-")),
            "{{name}}": self.name,
            "{{key}}": key,
        }
        for placeholder, value in values.items():
            text = text.replace(placeholder, value)
        if found := _LEFT_OVER.search(text):
            raise ValueError(f"a template has the unknown placeholder {found.group()}")
        return text


def render(names: Names, template: str = PACKAGE) -> dict[PurePosixPath, str]:
    """Return the files of a new connector, by path below its folder."""
    root = files("crm_ai_plugin") / "templates" / template
    return {
        PurePosixPath(names.fill(str(path))): names.fill(source.read_text(encoding="utf-8"))
        for path, source in _walk(root, PurePosixPath())
    }


def write(names: Names, into: Path, template: str = PACKAGE) -> list[Path]:
    """Write what a template holds into a folder of its own below `into`; all of it or nothing.

    Raises:
        ConflictError: its folder is there already.
        UserInputError: `into` can't be written to.
    """
    folder = into / names.distribution
    if folder.exists() or folder.is_symlink():
        raise ConflictError(
            f"{folder} is there already", code="folder_exists", hint="move it away or choose another name"
        )
    made = []
    try:
        into.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".crm-ai-", dir=into))
        try:
            for path, text in render(names, template).items():
                target = draft / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
                made.append(folder / path)
            draft.chmod(0o755)
            draft.rename(folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UserInputError(f"can't write to {into}: {reason}", code="into_unwritable") from None
    return made


def _walk(folder: Traversable, below: PurePosixPath) -> Iterator[tuple[PurePosixPath, Traversable]]:
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if one.is_dir():
            yield from _walk(one, below / one.name)
        elif one.name.endswith(_SUFFIX):
            yield below / one.name.removesuffix(_SUFFIX), one
