"""What the web app needs of the runtime about writing into CRMs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol

DeliveryState = Literal["pending", "done", "failed", "superseded", "undone"]


class Deliveries(Protocol):
    """What is to be written into CRMs, what came of it, and changing that.

    Each method raises `NotFoundError` when the workspace has no such delivery.
    """

    def list(
        self,
        workspace: str,
        *,
        connection: str | None = None,
        state: DeliveryState | None = None,
        deal: str | None = None,
        conflicts: bool = False,
        limit: int = 100,
    ) -> Sequence[Any]:
        """Return deliveries, newest first."""

    def get(self, workspace: str, delivery_id: str) -> Any:  # noqa: ANN401  # read by attribute into `DeliveryOut`
        """Return one delivery."""

    def again(self, workspace: str, delivery_id: str, actor: str) -> Any:  # noqa: ANN401  # as above
        """Have a failed delivery tried again.

        Raises:
            ConflictError: it has not failed.
        """


class Undoing(Protocol):
    """Taking back what was written."""

    def one(self, workspace: str, delivery_id: str, actor: str) -> Any:  # noqa: ANN401  # only that it returns counts
        """Take back one delivery.

        Raises:
            NotFoundError: no such delivery.
            ConflictError: it is being written at this moment.
        """


class Previewing(Protocol):
    """Saying what would be written."""

    def of_deal(self, workspace: str, connection: str, deal_id: str | None) -> Any:  # noqa: ANN401  # read by attribute
        """Return what looking at a deal now would write, by reading alone."""


class WritesBack(Protocol):
    """Writing into CRMs, showing it beforehand, and taking it back."""

    @property
    def deliveries(self) -> Deliveries: ...

    @property
    def undoing(self) -> Undoing: ...

    @property
    def previewing(self) -> Previewing: ...
