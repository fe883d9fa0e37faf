"""Reports."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from ..reports.reporting import Reporting
from ..sharing.sharing import Sharing
from .advice import Advice

if TYPE_CHECKING:
    from . import Services


class Reports(Advice):
    """Reports, and who may see them."""

    @cached_property
    def reporting(self) -> Reporting:
        """Reports in any format."""
        # A kind of report may ask for any topic; all of them are there once the services are put together.
        return Reporting(cast("Services", self))

    @cached_property
    def sharing(self) -> Sharing:
        """Links to what cards show."""
        return Sharing(self.store, self.registry, self.clock, self.settings.public_url, self.visibility)
