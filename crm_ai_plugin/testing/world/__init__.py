"""A generated sales organisation with a known truth.

:func:`build_world` simulates deals forward in time from a seed and returns a :class:`World` whose rows have
the columns of a bundle; :func:`write_bundle` writes them as CSV. :class:`WorldTruth` says what really drives
the outcomes, so that a test can compare what the product finds with what was planted.
"""

from crm_ai_plugin.testing.world.bundle import write_bundle
from crm_ai_plugin.testing.world.model import World
from crm_ai_plugin.testing.world.rows import (
    ActivityRow,
    CompanyRow,
    ContactRow,
    DealContactRow,
    DealRow,
    FieldChangeRow,
    LineItemRow,
    OwnerRow,
    StageChangeRow,
)
from crm_ai_plugin.testing.world.simulate import build_world
from crm_ai_plugin.testing.world.stages import PIPELINES, Pipeline, Stage
from crm_ai_plugin.testing.world.truth import COEFFICIENTS, DealTruth, WorldTruth

__all__ = [
    "COEFFICIENTS",
    "PIPELINES",
    "ActivityRow",
    "CompanyRow",
    "ContactRow",
    "DealContactRow",
    "DealRow",
    "DealTruth",
    "FieldChangeRow",
    "LineItemRow",
    "OwnerRow",
    "Pipeline",
    "Stage",
    "StageChangeRow",
    "World",
    "WorldTruth",
    "build_world",
    "write_bundle",
]
