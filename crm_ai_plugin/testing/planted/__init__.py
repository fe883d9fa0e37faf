"""Made-up deals as plain columns, with a truth that is known: what statistics find can be held against it."""

from .actions import ActionWorld, action_world
from .deals import PlantedDeals, planted_deals
from .drawn import DrawnWorld, drawn_world
from .leaky import plant_leaks

__all__ = [
    "ActionWorld",
    "DrawnWorld",
    "PlantedDeals",
    "action_world",
    "drawn_world",
    "plant_leaks",
    "planted_deals",
]
