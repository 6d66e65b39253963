"""A folding fan, opened on a painted landscape."""

from __future__ import annotations

import math

from yaji.kit.painting.canvas import Canvas, num
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import (
    Point,
    arc,
    disc,
    line_of,
    noise,
    pair,
    polar,
    polygon,
    sector,
    smooth,
    specks,
    under,
)
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import grain


def draw(canvas: Canvas) -> None:
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice
    canvas.wash(canvas.linear((0, palette.ground), (1, palette.haze), line=(0, 0, 0.2, 1)))
    _circles(canvas)
    spread = dice.between(1.16, 1.32)
    lean = dice.between(-0.12, 0.12)
    reach = layout.r * dice.between(1.28, 1.36)
    x, y = layout.x - math.sin(lean) * reach * 0.5, layout.y + reach * 0.34
    first, last = -math.pi / 2 - spread + lean, -math.pi / 2 + spread + lean
    _ribs(canvas, x, y, reach, first, last)
    leaf = sector(x, y, reach * 0.42, reach, first, last)
    with canvas.group(opacity=0.22):
        canvas.path(sector(x + 6, y + 26, reach * 0.42, reach * 1.01, first, last), "#000000")
    silk = blend(palette.pale, "#fff9ec", 0.62)
    canvas.path(leaf, silk)
    with canvas.clipped(leaf):
        _landscape(canvas, x, y, reach)
        _pleats(canvas, x, y, reach, first, last)
    canvas.path(arc(x, y, reach - 3, first, last), stroke=palette.gold, width=6, butt=True)
    canvas.path(arc(x, y, reach * 0.42 + 2, first, last), stroke=palette.gold, width=4, butt=True)
    _tassel(canvas, x, y, reach, lean)
    grain(canvas)


def _wood(canvas: Canvas) -> str:
    palette = canvas.palette
    return "#221711" if palette.ground != "#1f1c18" else "#6e3410"


def _circles(canvas: Canvas) -> None:
    """Faint great circles behind, so that the ground is not empty."""
    dice, palette = canvas.dice.fork("circles"), canvas.palette
    for _ in range(2):
        x, y = dice.between(0, canvas.w), dice.between(0, canvas.h * 0.8)
        canvas.circle(x, y, dice.between(260, 480), blend(palette.ground, palette.haze, 0.75), opacity=0.8)


def _ribs(canvas: Canvas, x: float, y: float, reach: float, first: float, last: float) -> None:
    wood, count = _wood(canvas), 17
    for i in range(count):
        angle = first + (last - first) * i / (count - 1)
        broad = 0.019 if 0 < i < count - 1 else 0.034
        long = reach * 0.46 if 0 < i < count - 1 else reach * 1.0
        tail = reach * 0.05
        points = [
            polar(x, y, long, angle - broad * (reach * 0.46 / long)),
            polar(x, y, long, angle + broad * (reach * 0.46 / long)),
            polar(x, y, tail, angle + math.pi - 0.35),
            polar(x, y, tail, angle + math.pi + 0.35),
        ]
        canvas.path(polygon(points), wood if i % 2 == 0 else blend(wood, canvas.palette.gold, 0.32))
    canvas.circle(x, y, reach * 0.017, canvas.palette.gold)


def _pleats(canvas: Canvas, x: float, y: float, reach: float, first: float, last: float) -> None:
    count = 16
    shade = ""
    for i in range(0, count * 2, 2):
        one = first + (last - first) * i / (count * 2)
        two = first + (last - first) * (i + 1) / (count * 2)
        shade += polygon(
            [
                polar(x, y, reach * 0.4, one),
                polar(x, y, reach * 1.02, one),
                polar(x, y, reach * 1.02, two),
                polar(x, y, reach * 0.4, two),
            ]
        )
    canvas.path(shade, "#2a1a0c", opacity=0.09)


def _landscape(canvas: Canvas, x: float, y: float, reach: float) -> None:
    dice, palette = canvas.dice.fork("land"), canvas.palette
    deep = palette.deep if not palette.dark else blend(palette.mid, palette.deep, 0.35)
    side = dice.sign()
    red = "#c8331f" if palette.dark else palette.accent
    canvas.circle(x + side * reach * 0.3, y - reach * dice.between(0.76, 0.84), reach * 0.085, red)
    left, floor = x - reach * 1.1, y - reach * 0.2
    for i in range(3):
        points = [(left + px, py) for px, py in _hills(dice, y - reach * (0.64 - i * 0.1), reach)]
        tone = blend(deep, "#fff9ec", 0.66 - i * 0.27)
        canvas.path(under(points, floor), canvas.linear((0, tone), (0.7, tone, 0.25), (1, tone, 0)))
    _branch(canvas, x - side * reach * 0.78, y - reach * 0.8, reach, side)


def _hills(dice: Dice, base: float, reach: float) -> list[Point]:
    wave, fine = noise(dice, reach * 0.3), noise(dice, reach * 0.08)

    def height(t: float) -> float:
        return base - reach * (0.11 * (1 - abs(wave(t + 999))) + 0.018 * fine(t + 999))

    return line_of(reach * 2.2, reach * 0.05, height)


def _branch(canvas: Canvas, x: float, y: float, reach: float, side: int) -> None:
    dice = canvas.dice.fork("branch")
    points = [(x + side * reach * 0.14 * i, y + reach * (0.05 * i + dice.between(-0.035, 0.035))) for i in range(5)]
    canvas.path(smooth(points), stroke="#2a1a14", width=reach * 0.011)
    twigs = "".join(
        f"M{pair(p)}q{num(side * 16)} {num(-reach * 0.05)} {num(side * reach * 0.05)} {num(-reach * 0.08)}"
        for p in points[1:4]
    )
    canvas.path(twigs, stroke="#2a1a14", width=reach * 0.007)
    blossoms = [
        (px + dice.between(-0.05, 0.09) * reach * side, py + dice.between(-0.08, 0.03) * reach)
        for px, py in points
        for _ in range(4)
    ]
    canvas.path(specks(blossoms), stroke="#d6534a", width=reach * 0.028)
    canvas.path(specks(blossoms[::2]), stroke="#ffe3d3", width=reach * 0.011)


def _tassel(canvas: Canvas, x: float, y: float, reach: float, lean: float) -> None:
    palette, dice = canvas.palette, canvas.dice.fork("tassel")
    red = palette.accent if palette.accent != "#f2b84b" else palette.gold
    top = y + reach * 0.04
    knot = top + reach * 0.17
    sway = dice.between(-16, 16) - lean * 60
    canvas.path(f"M{num(x)} {num(top)}Q{num(x)} {num(top + 30)} {num(x + sway)} {num(knot)}", stroke=red, width=4)
    kx = x + sway
    canvas.path(disc(kx, knot, 11) + disc(kx, knot + 20, 8), red)
    threads = "".join(
        f"M{num(kx)} {num(knot + 24)}q{num(i * 1.5)} 40 {num(i * 3 + sway * 0.4)} {num(reach * 0.2)}"
        for i in range(-4, 5)
    )
    canvas.path(threads, stroke=red, width=3)
