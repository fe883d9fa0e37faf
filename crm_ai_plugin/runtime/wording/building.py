"""Puts the writing desk together."""

from __future__ import annotations

from ...ai.wording import DeskConfig, ModelDesk
from ...ports.language_model import LanguageModel
from ...ports.writing import WritingDesk
from ...settings import AiSettings
from ...store import Store
from ..vault import Vault
from .kept import StoredWordings
from .prompts import WorkspacePrompts
from .tally import RedisTally


def writing_desk(
    settings: AiSettings, model: LanguageModel, store: Store, vault: Vault, tally: RedisTally
) -> WritingDesk:
    """Return the desk of an installation that has a model."""
    return ModelDesk(
        DeskConfig(settings.model, settings.names, settings.urgent_s),
        model,
        WorkspacePrompts(store),
        lambda workspace: StoredWordings(store, vault, workspace),
        tally,
    )
