"""A compiled plan as the seat map in the browser reads it: arrays by position, small numbers."""

from functools import lru_cache
from typing import Any

from yaji.verticals.tickets.plans import Compiled
from yaji.verticals.tickets.queries import compiled

#: marks as numbers
MARKS = {"": 0, "accessible": 1, "companion": 2, "restricted": 3}


@lru_cache(maxsize=16)
def map_of(plan_id: int) -> dict[str, Any]:
    """The map of a plan. Seats are listed by position; rows as [section, label, first, count]."""
    plan = compiled(plan_id)
    zones = list(plan.categories)
    return {
        "size": plan.size,
        "x": plan.x,
        "y": plan.y,
        "zone": [zones.index(zone) for zone in plan.zones],
        "mark": {str(i): MARKS[mark] for i, mark in enumerate(plan.marks) if mark},
        "numbers": _numbers(plan),
        "rows": [[row.section, row.label, row.first, row.count] for row in plan.rows],
        "sections": [section.name for section in plan.sections],
        "zones": zones,
        "areas": [
            {"key": area.key, "name": area.name, "zones": list(area.zones), "box": list(area.box)}
            for area in plan.areas
        ],
        "stage": _stage(plan),
        "focus": [round(part) for part in plan.focus],
    }


def _numbers(plan: Compiled) -> list[str] | None:
    """Seat numbers, or nothing where every row counts 1, 2, 3…"""
    usual = [str(position - plan.rows[row].first + 1) for position, row in enumerate(plan.row_of)]
    return None if usual == plan.numbers else plan.numbers


def _stage(plan: Compiled) -> dict[str, Any] | None:
    if plan.stage is None:
        return None
    shape, width, depth, name = plan.stage
    return {"shape": shape, "width": width, "depth": depth, "name": name}
