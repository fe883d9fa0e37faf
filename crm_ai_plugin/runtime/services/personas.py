"""Personas of contacts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property

from ...errors import CrmAiError
from ..advice.advising import UrlOf, no_url
from ..personas.approving import Approving
from ..personas.building import Building
from ..personas.committees import Committees
from ..personas.comparisons import Comparisons
from ..personas.in_bulk import PersonaBulk
from ..personas.keeping import Personas
from ..personas.looking import Looking
from ..personas.rewording import PersonaRewording
from ..personas.templates import PersonaTemplates
from ..personas.write_policy import WritePolicies
from .wording import Wording
from .write_back import WriteBack


class People(Wording, WriteBack):
    """What is known of people."""

    @cached_property
    def person_building(self) -> Building:
        """Making personas."""
        return Building(
            self.store,
            self.registry,
            self.desk,
            self._links,
            self.clock,
            self.approving.after,
        )

    @cached_property
    def personas_in_bulk(self) -> PersonaBulk:
        """Personas of everybody."""
        return PersonaBulk(self.person_building)

    @cached_property
    def person_rewording(self) -> PersonaRewording:
        """Words for personas that got the engine's in an outage."""
        return PersonaRewording(self.store, self.person_building, self.run_costs, self.redis)

    @cached_property
    def personas(self) -> Personas:
        """Personas for whoever asks."""
        return Personas(self.store, self.person_building, self.clock)

    @cached_property
    def person_looking(self) -> Looking:
        """What is seen of people at this moment."""
        return Looking(self.person_building)

    @cached_property
    def committees(self) -> Committees:
        """Buying committees of deals."""
        return Committees(self.person_looking)

    @cached_property
    def approving(self) -> Approving:
        """Letting personas into the CRM."""
        return Approving(
            self.store,
            self.registry,
            self.connections,
            self.visibility,
            self.undoing,
            self.dispatcher,
            self.clock,
        )

    @cached_property
    def write_policies(self) -> WritePolicies:
        """How personas get into the CRM."""
        return WritePolicies(self.store)

    @cached_property
    def persona_templates(self) -> PersonaTemplates:
        """Which traits, in which sections and order."""
        return PersonaTemplates(self.store)

    @cached_property
    def comparisons(self) -> Comparisons:
        """People side by side."""
        return Comparisons(self.store, self.personas)

    @contextmanager
    def _links(self, workspace: str, connection: str) -> Iterator[UrlOf]:
        with ExitStack() as stack:
            try:
                url_of: UrlOf = stack.enter_context(self.connections.open(workspace, connection)).record_url
            except CrmAiError:
                # A connection that can't be used now costs the links and nothing else.
                url_of = no_url
            yield url_of
