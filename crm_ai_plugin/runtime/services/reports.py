"""Reports."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from ..reports.reporting import Reporting
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
