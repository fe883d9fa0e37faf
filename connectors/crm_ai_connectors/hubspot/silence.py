"""Who must not be profiled, asked for with few calls while many activities are read."""

from __future__ import annotations

from collections.abc import Iterable

from crm_ai_plugin.errors import PermanentError

from .mapper import people
from .mapper.kinds import CONTACTS, Kinds
from .objects import BATCH, Objects


class Silence:
    """Remembers what it asked, so it is for one reading: whoever asks to be left alone is known to the next."""

    def __init__(self, objects: Objects, kinds: Kinds) -> None:
        self._objects = objects
        self._config = kinds.config
        self._everyone: set[str] | None = None
        self._can_ask_for_everyone = True
        self._known: dict[str, bool] = {}

    def among(self, contact_ids: Iterable[str]) -> set[str]:
        """Return those of `contact_ids` who must not be profiled."""
        wanted = set(contact_ids)
        name = self._config.do_not_profile_property
        if not name:
            return set()
        unknown = sorted(wanted - self._known.keys())
        if self._everyone is None and len(unknown) > BATCH and self._can_ask_for_everyone:
            # They are few of many: one question for all of them instead of one per hundred contacts.
            self._ask_for_everyone(name)
        if self._everyone is not None:
            return wanted & self._everyone
        raws = self._objects.batch_read(CONTACTS, unknown, [name]) if unknown else {}
        for one in unknown:
            self._known[one] = one in raws and people.contact(raws[one], self._config).do_not_profile
        return {one for one in wanted if self._known[one]}

    def _ask_for_everyone(self, name: str) -> None:
        try:
            self._everyone = {str(one["id"]) for one in self._objects.search_all(CONTACTS, name, "true")}
        except PermanentError:
            # An account may not have the property, which a search minds and a reading does not.
            self._can_ask_for_everyone = False
