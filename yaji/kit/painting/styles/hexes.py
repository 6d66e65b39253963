"""Night arena: prisms of light on a hexagonal floor under a glowing ring."""

from __future__ import annotations

import math

from yaji.kit.painting.canvas import Canvas
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import polar, polygon, scatter, specks, trace
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import glow, grain

NEONS = (
    ("#ff4f7b", "#ffb35c", "#7b5cff"),
    ("#36e0c8", "#5c8bff", "#c86bff"),
    ("#ff5a3c", "#ffd166", "#e0499a"),
    ("#6cf0a0", "#3cc8ff", "#8a6cff"),
)


def draw(canvas: Canvas) -> None:
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice
    neon = dice.pick(NEONS)
    canvas.wash(canvas.linear((0, palette.haze), (0.6, palette.ground), (1, palette.deep)))
    x, y, r = layout.x, layout.y, layout.r
    glow(canvas, x, y, r * 2.0, neon[2], 0.42)
    glow(canvas, x + r * 0.5, y + r * 0.6, r * 1.2, neon[0], 0.28)
    _rays(canvas, dice.fork("rays"), x, y - r * 0.25, neon)
    _ring(canvas, x, y - r * 0.28, r * 0.82, neon)
    _floor(canvas, dice.fork("floor"), x, y + r * 0.42, neon)
    _emblem(canvas, dice.fork("emblem"), x, y - r * 0.28, r * 0.46, neon)
    sparks = scatter(dice.fork("sparks"), 40, r * 2.4, r * 2.2, x - r * 1.2, y - r * 1.2)
    canvas.path(specks(sparks), stroke=neon[1], width=4, opacity=0.7)
    grain(canvas, count=160)


def _hexagon(x: float, y: float, r: float, turn: float = math.pi / 6) -> str:
    return polygon([polar(x, y, r, turn + k * math.pi / 3) for k in range(6)])


def _rays(canvas: Canvas, dice: Dice, x: float, y: float, neon: tuple[str, str, str]) -> None:
    for _ in range(dice.whole(7, 10)):
        angle, wide = dice.between(0, math.tau), dice.between(0.012, 0.05)
        reach = canvas.layout.r * dice.between(1.3, 2.2)
        tips = [polar(x, y, reach, angle - wide), polar(x, y, reach, angle + wide)]
        end = polar(x, y, reach, angle)
        tone = dice.pick(neon)
        canvas.path(
            polygon([(x, y), *tips]),
            canvas.linear((0, tone, 0.6), (1, tone, 0), line=(x, y, end[0], end[1]), absolute=True),
        )


def _ring(canvas: Canvas, x: float, y: float, r: float, neon: tuple[str, str, str]) -> None:
    stroke = canvas.linear((0, neon[0]), (0.5, neon[1]), (1, neon[2]), line=(0, 0, 1, 1))
    for width, opacity in ((46, 0.1), (26, 0.18), (13, 0.9)):
        canvas.path(_hexagon(x, y, r), stroke=stroke, width=width, opacity=opacity)
    canvas.path(_hexagon(x, y, r), stroke="#ffffff", width=3, opacity=0.85)
    canvas.path(_hexagon(x, y, r * 1.13), stroke=neon[2], width=3, opacity=0.6)
    for k in range(6):
        px, py = polar(x, y, r * 1.13, math.pi / 6 + k * math.pi / 3)
        canvas.circle(px, py, 9, neon[k % 3])


def _floor(canvas: Canvas, dice: Dice, x: float, y: float, neon: tuple[str, str, str]) -> None:
    """Hexagonal prisms seen from above, nearer ones drawn last."""
    palette = canvas.palette
    size = canvas.layout.r * 0.17
    flat = 0.56
    cells = [(q, s) for s in range(-2, 4) for q in range(-5, 6) if abs(q + s / 2) + abs(s) * 0.55 < 4.1]
    for q, s in cells:
        cx = x + (q + (s % 2) / 2) * size * math.sqrt(3)
        cy = y + s * size * 1.5 * flat
        far = math.hypot(cx - x, (cy - y) / flat) / (canvas.layout.r * 1.2)
        tall = (
            size * (dice.between(0.1, 0.5) + (dice.between(0.4, 1.7) if dice.chance(0.3) else 0)) * (1.15 - 0.4 * far)
        )
        tone = blend(dice.pick(neon), palette.deep, min(0.9, 0.25 + far * 0.6))
        _prism(canvas, cx, cy, size * 0.94, flat, tall, tone)
    dark = canvas.linear((0, palette.deep, 0), (1, palette.deep, 0.92))
    canvas.rect(0, y + size * 1.2, canvas.w, canvas.h - y - size * 1.2, dark)


def _prism(canvas: Canvas, x: float, y: float, size: float, flat: float, tall: float, tone: str) -> None:
    night = "#07040c"
    top = [
        (x + size * math.cos(a), y - tall + size * flat * math.sin(a))
        for a in (math.pi / 6 + k * math.pi / 3 for k in range(6))
    ]
    drop = size * 0.9 + tall
    for one, two, dark in ((0, 1, 0.55), (1, 2, 0.74)):
        a, b = top[one], top[two]
        canvas.path(polygon([a, b, (b[0], b[1] + drop), (a[0], a[1] + drop)]), blend(tone, night, dark))
    canvas.path(polygon(top), blend(tone, night, 0.12), stroke=blend(tone, "#ffffff", 0.42), width=2.6)


def _emblem(canvas: Canvas, dice: Dice, x: float, y: float, r: float, neon: tuple[str, str, str]) -> None:
    """Chevrons: rank, speed, flight."""
    count = dice.whole(2, 3)
    fill = canvas.linear((0, "#ffffff"), (0.35, neon[1]), (1, neon[0]))
    for i in range(count):
        wide, top = r * (1 - i * 0.2), y - r * 0.62 + i * r * 0.5
        thick = r * 0.27
        points = [
            (x - wide, top + wide * 0.7),
            (x, top),
            (x + wide, top + wide * 0.7),
            (x + wide, top + wide * 0.7 + thick),
            (x, top + thick),
            (x - wide, top + wide * 0.7 + thick),
        ]
        canvas.path(polygon(points), fill)
    canvas.path(
        trace("M", x, y - r * 1.02, "l", r * 0.16, r * 0.2, "l", -r * 0.16, r * 0.2, "l", -r * 0.16, -r * 0.2, "Z"),
        "#ffffff",
    )
