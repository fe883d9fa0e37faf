"""The seam to what people see: a host-neutral document per insight, and hosts that render it.

A `CardBuilder` (group ``crm_ai.cards``, named after the insight kind) decides what to say; a `CardHost`
(group ``crm_ai.card_hosts``) decides how that looks in one place; a `CardFile` (group ``crm_ai.card_files``) writes it
into a file of some format. All are pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, runtime_checkable

from ..insights import Insight


class CardDocument(Protocol):
    """The host-neutral card."""

    def to_json(self) -> Mapping[str, Any]:
        """Return the document as plain JSON (``docs/reference/card.md``)."""


@runtime_checkable
class SpeaksLanguages(Protocol):
    """A card that can say its own words, not the insight's, in the language of its reader."""

    def labelled(self, language: str) -> CardDocument:
        """Return it in a language, by a tag such as ``de-AT`` or ``es_MX``; in its own where it has none of that."""


class CardBuilder(Protocol):
    """Turns an insight of one kind into a card.

    Where the kind's address under ``/api/ai`` is not called like it (with dashes), the builder names it as ``route``.
    """

    kind: ClassVar[str]

    def build(self, insight: Insight) -> CardDocument: ...


class CardHost(Protocol):
    """Renders any card for one place.

    `render` returns HTML, text or, for the ``fields`` host, a JSON object of logical field values.
    """

    key: ClassVar[str]
    media_type: ClassVar[str]

    def render(self, card: Any) -> str: ...  # noqa: ANN401  # the cards package's own document type


class CardFile(Protocol):
    """Writes any card into a file.

    `ending` is that of the file's name, without the dot. The same card gives the same bytes.
    """

    key: ClassVar[str]
    media_type: ClassVar[str]
    ending: ClassVar[str]

    def file(self, card: Any) -> bytes: ...  # noqa: ANN401  # as above
