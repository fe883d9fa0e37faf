"""What the web app needs of the runtime about forgetting people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class Forgetting(Protocol):
    """Erasures and their receipts, which are read by attribute into `ErasureOut`."""

    def forget(self, workspace: str, contact_id: str, connection: str | None = None, by: str = ...) -> Any:  # noqa: ANN401  # as above
        """Forget a contact, as far as it goes now.

        Raises:
            NotFoundError: no such contact.
            ConflictError: several connections have a contact of that id.
        """

    def receipts(self, workspace: str) -> Sequence[Any]:
        """Return receipts, newest first."""

    def receipt(self, workspace: str, erasure_id: str) -> Any:  # noqa: ANN401  # as above
        """Return one.

        Raises:
            NotFoundError: no such erasure.
        """

    def again(self, workspace: str, erasure_id: str) -> Any:  # noqa: ANN401  # as above
        """Go on now with what is pending."""

    def lift(self, workspace: str, erasure_id: str, by: str) -> Any:  # noqa: ANN401  # as above
        """Let somebody come back.

        Raises:
            ConflictError: it is under way.
        """


class ForgetsPeople(Protocol):
    """People's rights."""

    @property
    def forgetting(self) -> Forgetting: ...
