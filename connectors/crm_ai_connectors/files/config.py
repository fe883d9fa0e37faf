"""Settings of one connection of files; it has no secrets."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator


class FilesConfig(BaseModel):
    """Where the files are; without a folder they were imported once and are not read again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: str | None = None
    """The watched folder, as this machine names it."""
    mapping: str | None = None
    """A mapping file, or the name of one that ships; none for the bundle's own format."""
    settle_s: float = Field(default=5.0, ge=0)
    """How long nothing must have been written in the folder before it is read: who copies is not done yet."""

    @field_validator("folder")
    @classmethod
    def _whole(cls, folder: str | None) -> str | None:
        if folder is not None and not Path(folder).is_absolute():
            raise ValueError("must be an absolute path: the scheduler runs elsewhere than you")
        return folder
