"""Arranges a persona by a template; pure."""

from __future__ import annotations

from ....insights import Insight
from ....insights.persona import Layout, LayoutSection, PersonaPayload
from ..hiding import with_payload
from .definition import PersonaTemplate, known_traits


def arranged(insight: Insight, template: PersonaTemplate) -> Insight:
    """Return a persona with only what a template names, in its order; evidence that nothing cites goes with the rest."""
    payload = PersonaPayload.model_validate(insight.payload)
    named = {key for section in template.sections for key in section.traits}
    known = {one.key: one.group for one in payload.traits} | {one.key: one.group for one in payload.not_seen}
    taken: set[str] = set()
    sections = []
    for section in template.sections:
        keys: list[str] = []
        for name in section.traits:
            group = known_traits()[name] == name
            found = [key for key, of in known.items() if of == name and key not in named] if group else [name]
            keys += [key for key in found if key in known and key not in taken]
            taken.update(found)
        sections.append(LayoutSection(title=section.title, traits=keys))
    parts = template.parts
    left = payload.model_copy(
        update={
            "traits": [one for one in payload.traits if one.key in taken],
            "not_seen": [one for one in payload.not_seen if one.key in taken and "not_seen" in parts],
            "how_to_work_with": [
                one for one in payload.how_to_work_with if one.trait in taken and "advice" in parts
            ],
            "charts": payload.charts if "charts" in parts else None,
            "layout": Layout(template=template.key, label=template.label, sections=sections, parts=parts),
        }
    )
    return with_payload(insight, left.model_dump(mode="json"), ())
