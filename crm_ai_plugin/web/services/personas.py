"""What the persona routes need from the runtime."""

from __future__ import annotations

from typing import Protocol

from ...insights import Insight
from ...runtime.personas.approving import Approving
from ...runtime.personas.committees import Committees
from ...runtime.personas.comparisons import Comparisons
from ...runtime.personas.keeping import Personas
from ...runtime.personas.looking import Looking
from ...runtime.personas.templates import PersonaTemplates
from ...runtime.personas.visibility import PolicyVersion, Viewer
from ...runtime.personas.write_policy import WritePolicies


class Sees(Protocol):
    """Who may see which part of what is said about people."""

    def policy(self, workspace: str) -> PolicyVersion:
        """Return the policy in force."""

    def set_policy(self, workspace: str, document: object, author: str) -> PolicyVersion:
        """Put a policy in force as a new version."""

    def seen(self, workspace: str, insight: Insight, viewer: Viewer) -> Insight:
        """Return of an insight what a viewer may see."""

    def hidden(self, workspace: str, connection: str, contact_id: str, viewer: Viewer) -> frozenset[str]:
        """Return the parts of a contact's persona that a viewer may not see."""


class KnowsPeople(Protocol):
    """Personas of contacts."""

    @property
    def personas(self) -> Personas:
        """Reading, renewing, overruling, versions and comparison."""

    @property
    def person_looking(self) -> Looking:
        """What is seen of people at this moment."""

    @property
    def committees(self) -> Committees:
        """Buying committees of deals."""

    @property
    def comparisons(self) -> Comparisons:
        """People side by side."""

    @property
    def visibility(self) -> Sees:
        """Who may see which part of what is said about people."""

    @property
    def approving(self) -> Approving:
        """Letting personas into the CRM."""

    @property
    def write_policies(self) -> WritePolicies:
        """How personas get into the CRM."""

    @property
    def persona_templates(self) -> PersonaTemplates:
        """Which traits, in which sections and order."""
