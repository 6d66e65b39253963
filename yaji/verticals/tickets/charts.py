"""Bars of a small chart as numbers that a template writes into SVG. The table beside it holds the figures."""

from collections.abc import Sequence
from typing import Any

WIDTH, HEIGHT, LEFT, TOP, FOOT = 640, 200, 40, 12, 26


def bars(rows: Sequence[dict[str, Any]], value: str = "sold") -> dict[str, Any]:
    """Geometry of one bar for each row (viewBox 0 0 640 200), grid lines and labels."""
    most = max([row[value] for row in rows] + [1])
    top = _round_up(most)
    room, height = (WIDTH - LEFT) / max(1, len(rows)), HEIGHT - TOP - FOOT
    made = [
        {
            "x": round(LEFT + room * (i + 0.18), 1),
            "y": round(TOP + height * (1 - row[value] / top), 1),
            "width": round(room * 0.64, 1),
            "height": round(height * row[value] / top, 1),
            "middle": round(LEFT + room * (i + 0.5), 1),
            "row": row,
            "labelled": len(rows) <= 8 or i % 2 == (len(rows) - 1) % 2,
        }
        for i, row in enumerate(rows)
    ]
    steps = 4 if top % 4 == 0 else 2 if top % 2 == 0 else 1
    grid = [{"y": round(TOP + height * (1 - n / steps), 1), "label": top * n // steps} for n in range(steps + 1)]
    return {
        "bars": made,
        "grid": grid,
        "right": WIDTH,
        "left": LEFT,
        "foot": HEIGHT - 8,
        "total": sum(r[value] for r in rows),
    }


def _round_up(most: int) -> int:
    """A round number, at least ``most``: 4, 8, 10, 20, 40, 60, 80, 100, 200…"""
    unit = 1
    while True:
        for step in (4, 6, 8, 10):
            if most <= step * unit:
                return step * unit
        unit *= 10
