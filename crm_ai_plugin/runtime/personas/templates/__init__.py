"""Templates of personas: which traits, in which sections and order. Data alone; nothing in them is run.

Ours are files of this folder; a workspace's own are kept as versions among its controls.
"""

from .arranging import arranged
from .definition import PersonaTemplate, parse_template, shipped
from .keeping import PersonaTemplates, TemplateChoice

__all__ = ["PersonaTemplate", "PersonaTemplates", "TemplateChoice", "arranged", "parse_template", "shipped"]
