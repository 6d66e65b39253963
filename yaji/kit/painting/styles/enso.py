"""One turn of a loaded brush."""

from __future__ import annotations

import math
from collections.abc import Callable

from yaji.kit.painting.canvas import Canvas
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import Point, polar, ribbon, scatter, smooth, specks, trace
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import grain


def draw(canvas: Canvas) -> None:
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice
    canvas.wash(canvas.linear((0, palette.ground), (1, palette.haze), line=(0, 0, 0.3, 1)))
    x, y = layout.x, layout.y
    r = layout.r * dice.between(0.86, 0.98)
    brush = r * dice.between(0.2, 0.34)
    ink = palette.pale if palette.dark else palette.ink
    if dice.chance(0.5) and not palette.dark:
        ink = palette.deep
    _companion(canvas, x, y, r, brush)
    _stroke(canvas, x, y, r, brush, ink)
    _splashes(canvas, x, y, r, ink)
    grain(canvas, count=320)


def _companion(canvas: Canvas, x: float, y: float, r: float, brush: float) -> None:
    """A single spot of colour inside or behind the circle."""
    palette, dice = canvas.palette, canvas.dice.fork("companion")
    kind = dice.whole(0, 2)
    if kind == 0:
        canvas.circle(*polar(x, y, r * 0.25, dice.between(0, math.tau)), r * dice.between(0.26, 0.36), palette.accent)
    elif kind == 1:
        level = y + r * dice.between(0.05, 0.3)
        half = math.sqrt(max((r - brush * 0.3) ** 2 - (level - y) ** 2, 0))
        canvas.path(
            trace("M", x - half, level, "A", r - brush * 0.3, r - brush * 0.3, 0, 0, 0, x + half, level, "Z"),
            canvas.linear((0, palette.accent), (1, palette.accent, 0.55)),
        )
    else:
        canvas.circle(*polar(x, y, r * 0.98, dice.between(-1.2, -0.5)), r * dice.between(0.2, 0.27), palette.accent)


def _stroke(canvas: Canvas, x: float, y: float, r: float, brush: float, ink: str) -> None:
    dice = canvas.dice.fork("stroke")
    start = dice.between(1.7, 2.6)
    sweep = math.tau * dice.between(0.88, 0.97)
    squash = dice.between(0.94, 1.0)
    drift = dice.between(-0.10, 0.06) * r

    def along(share: float, offset: float) -> Point:
        angle = start + sweep * share
        px, py = polar(0, 0, r + drift * share + offset, angle)
        return x + px, y + py * squash

    body = [along(i / 40, 0) for i in range(41)]
    widths = [brush * _pressure(i / 40) for i in range(41)]
    canvas.path(ribbon(body, widths), ink, opacity=0.9)
    _bristles(canvas, dice, along, brush, ink)


def _pressure(share: float) -> float:
    """How broad the brush lies: pressed at once, lifted slowly, dry at the end."""
    press = min(1.0, (share + 0.02) / 0.07) ** 0.6
    lift = 1 - 0.45 * share
    tail = 1.0 if share < 0.62 else max(0.0, 1 - (share - 0.62) / 0.38) ** 0.7
    return float(press * lift * tail)


def _bristles(canvas: Canvas, dice: Dice, along: Callable[[float, float], Point], brush: float, ink: str) -> None:
    paper = canvas.palette.ground
    wet, dry = "", ""
    for _ in range(34):
        offset = dice.between(-0.52, 0.5) * brush
        first = dice.between(0.0, 0.5)
        last = min(1.0, first + dice.between(0.25, 0.6))
        wet += smooth([along(first + (last - first) * i / 9, offset * (1 - 0.35 * first)) for i in range(10)])
    for _ in range(26):
        offset = dice.between(-0.4, 0.4) * brush
        first = dice.between(0.3, 0.75)
        last = min(0.99, first + dice.between(0.12, 0.35))
        dry += smooth([along(first + (last - first) * i / 6, offset * 0.8) for i in range(7)])
    canvas.path(wet, stroke=ink, width=brush * 0.022 + 1, opacity=0.7)
    canvas.path(dry, stroke=paper, width=brush * 0.02 + 1, opacity=0.8)


def _splashes(canvas: Canvas, x: float, y: float, r: float, ink: str) -> None:
    dice = canvas.dice.fork("splash")
    angle = dice.between(0, math.tau)
    dots = [
        polar(*polar(x, y, r * 1.1, angle), abs(dice.around(0, r * 0.4)), dice.between(0, math.tau)) for _ in range(18)
    ]
    canvas.path(specks(dots), stroke=ink, width=6, opacity=0.75)
    big = [
        polar(*polar(x, y, r * 1.12, angle), abs(dice.around(0, r * 0.25)), dice.between(0, math.tau)) for _ in range(5)
    ]
    canvas.path(specks(big), stroke=ink, width=13, opacity=0.8)
    wash = blend(canvas.palette.haze, canvas.palette.mid, 0.25)
    canvas.path(specks(scatter(dice, 14, canvas.w, canvas.h)), stroke=wash, width=9, opacity=0.5)
