"""A peony before a round fan of silk."""

from __future__ import annotations

import math

from yaji.kit.painting.canvas import Canvas, num
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import Point, polar, ribbon, smooth, specks
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import grain

FLOWERS = ("#c8331f", "#b42f4a", "#d4553b", "#a8285c")


def draw(canvas: Canvas) -> None:
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice
    canvas.wash(canvas.linear((0, palette.ground), (1, palette.haze)))
    r = layout.r * dice.between(0.88, 1.0)
    x, y = layout.x, layout.y
    side = dice.sign()
    _fan(canvas, x, y, r, side)
    flower = dice.pick(FLOWERS)
    bx, by = x - side * r * dice.between(0.18, 0.36), y + r * dice.between(0.2, 0.36)
    size = r * dice.between(0.66, 0.8)
    _stem(canvas, bx, by, x + side * r * 0.16, y + r * 1.04)
    _leaves(canvas, bx, by, size)
    bud = size * dice.between(0.3, 0.42)
    ux, uy = x + side * r * dice.between(0.36, 0.52), y - r * dice.between(0.3, 0.5)
    canvas.path(
        smooth([(bx, by), ((bx + ux) / 2 + side * r * 0.16, (by + uy) / 2), (ux, uy)]), stroke=_leaf(canvas), width=7
    )
    _bud(canvas, ux, uy, bud, flower)
    _bloom(canvas, dice.fork("again"), bx, by, size * 0.92, flower)
    _fallen(canvas, x, y, r, flower)
    grain(canvas)


def _leaf(canvas: Canvas) -> str:
    palette = canvas.palette
    return palette.deep if palette.dark else blend(palette.deep, palette.ink, 0.35)


def _fan(canvas: Canvas, x: float, y: float, r: float, side: int) -> None:
    palette = canvas.palette
    silk = palette.pale if palette.dark else blend(palette.pale, palette.ground, 0.25)
    fx, fy = polar(x, y, r * 1.62, math.pi / 2 - side * 0.8)
    hx, hy = polar(x, y, r * 0.9, math.pi / 2 - side * 0.8)
    canvas.path(f"M{num(hx)} {num(hy)}L{num(fx)} {num(fy)}", stroke=palette.gold, width=15)
    shadow = canvas.radial((0.86, "#000000", 0.26), (1, "#000000", 0))
    canvas.circle(x + 8, y + 22, r * 1.1, shadow)
    canvas.circle(
        x, y, r, canvas.radial((0, blend(silk, "#ffffff", 0.45)), (0.7, silk), (1, blend(silk, palette.gold, 0.28)))
    )
    canvas.circle(x, y, r - 3, stroke=palette.gold, width=7)
    canvas.circle(x, y, r - 20, stroke=palette.gold, width=1.8, opacity=0.7)


def _petal(dice: Dice, x: float, y: float, angle: float, length: float, width: float) -> str:
    """A broad petal with a ruffled rim."""
    outline = (
        (0.06, 0.0),
        (0.4, -0.3),
        (0.76, -0.52),
        (0.95, -0.36),
        (0.91, -0.16),
        (1.0, 0.02),
        (0.92, 0.17),
        (0.97, 0.36),
        (0.74, 0.52),
        (0.38, 0.28),
    )
    cos, sin = math.cos(angle), math.sin(angle)
    points: list[Point] = []
    for along, across in outline:
        u = along * length * (1 + dice.between(-0.06, 0.06) * (along > 0.5))
        v = across * width
        points.append((x + u * cos - v * sin, y + u * sin + v * cos))
    return smooth(points, closed=True)


def _bloom(canvas: Canvas, dice: Dice, x: float, y: float, size: float, flower: str) -> None:
    dark, light = blend(flower, "#2a0710", 0.5), blend(flower, "#ffe9dc", 0.62)
    rings = ((1.0, 8), (0.84, 8), (0.68, 7), (0.52, 6), (0.37, 5))
    for i, (reach, count) in enumerate(rings):
        length = size * reach
        rim = blend(light, "#fff4ea", i * 0.12)
        fill = canvas.radial(
            (0, dark),
            (0.42, blend(dark, flower, 0.5)),
            (0.8, blend(flower, rim, 0.12 + i * 0.06)),
            (1, rim),
            centre=(x, y, length),
            absolute=True,
        )
        turn = dice.between(0, math.tau)
        for k in range(count):
            angle = turn + k * math.tau / count + dice.between(-0.1, 0.1)
            d = _petal(dice, x, y, angle, length * dice.between(0.93, 1.05), length * 4.7 / count)
            canvas.path(d, fill, stroke=dark, width=1.4)
    dots = [polar(x, y, size * 0.13 * math.sqrt(dice.roll()), dice.between(0, math.tau)) for _ in range(26)]
    canvas.circle(x, y, size * 0.13, dark)
    canvas.path(specks(dots), stroke="#f3c65c", width=max(6, size * 0.03))


def _bud(canvas: Canvas, x: float, y: float, size: float, flower: str) -> None:
    dice = canvas.dice.fork("bud")
    light = blend(flower, "#ffe9dc", 0.5)
    leaf = _leaf(canvas)
    for angle in (-2.3, -0.85):
        canvas.path(_petal(dice, x, y + size * 0.35, angle, size * 1.0, size * 0.6), leaf)
    fill = canvas.linear((0, light), (1, blend(flower, "#2a0710", 0.35)))
    for angle in (-1.95, -1.2, -1.57):
        canvas.path(
            _petal(dice, x, y + size * 0.3, angle, size * 1.15, size * 0.8),
            fill,
            stroke=blend(flower, "#2a0710", 0.4),
            width=1.4,
        )


def _stem(canvas: Canvas, x: float, y: float, ex: float, ey: float) -> None:
    points = [(x, y), ((x * 2 + ex) / 3 - 20, (y * 2 + ey) / 3), ((x + 2 * ex) / 3 - 14, (y + 2 * ey) / 3), (ex, ey)]
    canvas.path(ribbon(points, [9, 11, 13, 15]), _leaf(canvas))


def _leaves(canvas: Canvas, x: float, y: float, size: float) -> None:
    dice, leaf = canvas.dice.fork("leaves"), _leaf(canvas)
    vein = blend(leaf, canvas.palette.pale, 0.4)
    turn = dice.between(0, math.tau)
    count = dice.whole(5, 7)
    for k in range(count):
        angle = turn + k * math.tau / count + dice.between(-0.2, 0.2)
        length = size * dice.between(1.35, 1.62)
        canvas.path(_blade(x, y, angle, length, length * 0.27, 0.2 * dice.sign()), leaf)
        tip = polar(x, y, length * 0.93, angle)
        canvas.path(f"M{num(x)} {num(y)}L{num(tip[0])} {num(tip[1])}", stroke=vein, width=2.2, opacity=0.7)


def _blade(x: float, y: float, angle: float, length: float, width: float, bend: float) -> str:
    cos, sin = math.cos(angle), math.sin(angle)

    def at(u: float, v: float) -> Point:
        return x + u * cos - v * sin, y + u * sin + v * cos

    tip = at(length, 0)
    one, two = at(length * 0.62, width * (1 + bend)), at(length * 0.62, -width * (1 - bend))
    return (
        f"M{num(x)} {num(y)}Q{num(one[0])} {num(one[1])} {num(tip[0])} {num(tip[1])}"
        f"Q{num(two[0])} {num(two[1])} {num(x)} {num(y)}Z"
    )


def _fallen(canvas: Canvas, x: float, y: float, r: float, flower: str) -> None:
    dice = canvas.dice.fork("fallen")
    light = blend(flower, "#ffe9dc", 0.35)
    for _ in range(dice.whole(3, 6)):
        px, py = x + dice.between(-1.25, 1.25) * r, y + dice.between(0.75, 1.35) * r
        px = min(max(px, 40), canvas.w - 40)
        if canvas.layout.place == "foot":
            py = min(py, canvas.layout.clear - 10)
        canvas.path(_petal(dice, px, py, dice.between(0, math.tau), r * 0.15, r * 0.12), light, opacity=0.92)
