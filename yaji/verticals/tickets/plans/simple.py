"""A plan from a few numbers, for halls that nobody has drawn: straight or slightly bent rows, a standing area."""

from typing import Any

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
NAMES = (
    ("a", {"en": "Category A", "zh-hans": "甲等"}),
    ("b", {"en": "Category B", "zh-hans": "乙等"}),
    ("c", {"en": "Category C", "zh-hans": "丙等"}),
    ("d", {"en": "Category D", "zh-hans": "丁等"}),
)
STANDING = {"en": "Standing", "zh-hans": "站席"}


def simple_plan(*, rows: int, seats: int, zones: int = 1, aisle: bool = False, standing: int = 0) -> dict[str, Any]:
    """A document with ``rows`` of ``seats`` each in ``zones`` price categories from the front, and ``standing`` places.

    Rows and seats may be 0 if there are standing places.
    """
    sections: list[dict[str, Any]] = []
    categories: list[dict[str, Any]] = []
    if rows and seats:
        zones = min(zones, rows, len(NAMES))
        categories += [{"key": key, "name": name} for key, name in NAMES[:zones]]
        sections.append(_seats(rows, seats, [key for key, _ in NAMES[:zones]], aisle))
    if standing:
        categories.append({"key": "standing", "name": STANDING})
        sections.append(_standing(standing, behind=400 + rows * 95))
    stage = {"name": {"en": "Stage", "zh-hans": "舞台"}, "shape": "end", "width": 900, "depth": 300}
    return {"stage": stage, "categories": categories, "sections": sections}


def row_names(rows: int) -> list[str]:
    """A, B, C … without I and O; after Z comes AA."""
    many = len(LETTERS)
    return [LETTERS[i] if i < many else LETTERS[i // many - 1] + LETTERS[i % many] for i in range(rows)]


def _seats(rows: int, seats: int, zones: list[str], aisle: bool) -> dict[str, Any]:
    each, rest = divmod(rows, len(zones))
    bands = [{"rows": each + (1 if i < rest else 0), "category": zone} for i, zone in enumerate(zones)]
    return {
        "key": "seats",
        "kind": "seats",
        "name": {"en": "Stalls", "zh-hans": "池座"},
        "distance": 350,
        "curve": 0 if seats * 55 < 800 else seats * 55 * 1.2,
        "rows": row_names(rows),
        "seats": [seats] * rows,
        "bands": bands,
        "aisles": [0.5] if aisle else [],
        "aisle_width": 110 if aisle else 0,
    }


def _standing(capacity: int, *, behind: float) -> dict[str, Any]:
    return {
        "key": "standing",
        "kind": "standing",
        "name": STANDING,
        "capacity": capacity,
        "category": "standing",
        "area": {"x": -600, "y": behind, "width": 1200, "depth": 500},
    }
