"""A quilt of concentric quarter circles, each tile a chord."""

from __future__ import annotations

import math

from yaji.kit.painting.canvas import Canvas
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import disc, polygon, sector, trace
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import grain


def draw(canvas: Canvas) -> None:
    canvas.wash(canvas.palette.ground)
    dice = canvas.dice
    colours = _colours(canvas)
    for row, column, x, y, side in _grid(canvas, dice.pick((3, 4) if max(canvas.w, canvas.h) <= 4000 else (2, 3))):
        _tile(canvas, dice.fork(f"{row}/{column}"), x, y, side, colours)
    grain(canvas)


def _grid(canvas: Canvas, across: int) -> list[tuple[int, int, float, float, float]]:
    """Row, column, corner and side of every tile; the quilt runs off the edges away from the lettering."""
    layout, w, h = canvas.layout, canvas.w, canvas.h
    left, top, right, bottom = 0.0, 0.0, w, h
    if layout.wide:
        side = h / across
        columns = math.ceil((w if layout.place == "none" else w * 0.5) / side)
        left = w - columns * side if layout.place == "left" else 0.0
        right = left + columns * side
    else:
        side = w / across
        if layout.place == "foot":
            bottom = layout.clear - 10
            top = bottom - math.ceil(bottom / side) * side
        elif layout.place != "none":
            top = layout.clear + (90 if layout.column else 30)
    rows, columns = math.ceil((bottom - top) / side - 0.01), math.ceil((right - left) / side - 0.01)
    return [(r, c, left + c * side, top + r * side, side) for r in range(rows) for c in range(columns)]


def _colours(canvas: Canvas) -> tuple[str, ...]:
    palette = canvas.palette
    light = blend(palette.pale, "#fff9ec", 0.4)
    return (palette.accent, palette.deep, palette.mid, palette.gold, light, palette.pale)


def _tile(canvas: Canvas, dice: Dice, x: float, y: float, side: float, colours: tuple[str, ...]) -> None:
    start = dice.whole(0, len(colours) - 1)
    order = [colours[(start + i * dice.pick((1, 5))) % len(colours)] for i in range(len(colours))]
    kind = dice.roll()
    canvas.rect(x, y, side + 0.6, side + 0.6, canvas.palette.ground if kind < 0.35 else order[-1])
    if kind < 0.62:
        _quarter(canvas, dice, x, y, side, order)
    elif kind < 0.76:
        _twin(canvas, dice, x, y, side, order)
    elif kind < 0.88:
        for i in range(4):
            canvas.path(disc(x + side / 2, y + side / 2, side * (0.5 - i * 0.125)), order[i])
    else:
        _leaf(canvas, dice, x, y, side, order)


def _quarter(canvas: Canvas, dice: Dice, x: float, y: float, side: float, order: list[str]) -> None:
    turn = dice.whole(0, 3)
    cx, cy = x + side * (turn in (1, 2)), y + side * (turn in (2, 3))
    start = turn * math.pi / 2
    rings = dice.whole(4, 5)
    for i in range(rings):
        outer = side * (1 - i / rings)
        canvas.path(sector(cx, cy, 0.01, outer, start, start + math.pi / 2), order[i % len(order)])


def _twin(canvas: Canvas, dice: Dice, x: float, y: float, side: float, order: list[str]) -> None:
    """Two half circles, back to back or in step."""
    upright = dice.chance(0.5)
    for half in (0, 1):
        cx, cy = (x + side * half / 2, y + side / 2) if upright else (x + side / 2, y + side * half / 2)
        start = -math.pi / 2 if upright else 0.0
        for i in range(3):
            canvas.path(
                sector(cx, cy, 0.01, side * (0.5 - i * 0.16), start, start + math.pi - 1e-4),
                order[(i + half) % len(order)],
            )


def _leaf(canvas: Canvas, dice: Dice, x: float, y: float, side: float, order: list[str]) -> None:
    """Two quarter circles crossing: a leaf, with a stone in its middle."""
    if dice.chance(0.5):
        d = trace("M", x, y, "A", side, side, 0, 0, 1, x + side, y + side, "A", side, side, 0, 0, 1, x, y, "Z")
    else:
        d = trace("M", x + side, y, "A", side, side, 0, 0, 1, x, y + side, "A", side, side, 0, 0, 1, x + side, y, "Z")
    canvas.path(d, order[0])
    canvas.circle(x + side / 2, y + side / 2, side * 0.14, order[2])
    edge = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
    canvas.path(polygon(edge), stroke=order[0], width=0.6)
