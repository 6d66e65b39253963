"""Lanterns over water on a warm night."""

from __future__ import annotations

import math

from yaji.kit.painting.canvas import Canvas, num
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import polygon, scatter, specks, trace
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import glow, grain

LIGHTS = (("#ffdf9a", "#f5813b", "#c8331f"), ("#fff0c2", "#f2b84b", "#c47a1f"), ("#ffd9c2", "#ee5f47", "#a82038"))


def draw(canvas: Canvas) -> None:
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice
    canvas.wash(canvas.linear((0, palette.haze), (0.55, palette.ground), (1, palette.deep)))
    water = min(layout.clear - 26, canvas.h * 0.8) if layout.place == "foot" else canvas.h * 0.8
    canvas.path(
        specks(scatter(dice.fork("stars"), int(canvas.w / 18), canvas.w, water * 0.6)),
        stroke="#fff6e4",
        width=3.4,
        opacity=0.55,
    )
    _roofs(canvas, dice.fork("roofs"), water)
    hung = _places(canvas, dice.fork("places"), water)
    for x, _, size in hung:
        _reflection(canvas, dice.fork(f"r{x:.0f}"), x, water, size)
    for x, y, size in hung:
        _lantern(canvas, dice.fork(f"l{x:.0f}"), x, y, size)
    grain(canvas, count=160)


def _places(canvas: Canvas, dice: Dice, water: float) -> list[tuple[float, float, float]]:
    """Lanterns side by side at unequal heights; small ones first, as they hang further away."""
    layout = canvas.layout
    span = canvas.w * 0.52 if layout.wide and layout.place != "none" else canvas.w
    left = canvas.w - span if layout.place == "left" else 0.0
    high, low = canvas.h * 0.16, water - 300
    if layout.column:
        left = 0.0 if layout.place == "right" else canvas.w * 0.24
        span, high = canvas.w * 0.76, canvas.h * 0.3
    count = min(9, max(4, round(span / 210)))
    found = []
    for i in range(count):
        x = left + span * (i + 0.5) / count + dice.between(-30, 30)
        size = 78.0 * dice.pick((0.55, 0.7, 1.0, 1.25))
        found.append((x, dice.between(high, max(low, high + 60)), size))
    return sorted(found, key=lambda spot: spot[2])


def _lantern(canvas: Canvas, dice: Dice, x: float, y: float, size: float) -> None:
    inner, body, edge = dice.pick(LIGHTS)
    gold = canvas.palette.gold
    canvas.path(f"M{num(x)} -10V{num(y - size)}", stroke=gold, width=2.4, opacity=0.7)
    glow(canvas, x, y, size * 3.0, body, 0.5)
    tall, wide = size * 0.92, size * 1.1
    d = trace(
        "M",
        x - wide * 0.45,
        y - tall,
        "H",
        x + wide * 0.45,
        "C",
        x + wide * 1.18,
        y - tall * 0.6,
        x + wide * 1.18,
        y + tall * 0.6,
        x + wide * 0.45,
        y + tall,
        "H",
        x - wide * 0.45,
        "C",
        x - wide * 1.18,
        y + tall * 0.6,
        x - wide * 1.18,
        y - tall * 0.6,
        x - wide * 0.45,
        y - tall,
        "Z",
    )
    canvas.path(d, canvas.radial((0, inner), (0.5, body), (1, edge), centre=(0.5, 0.56, 0.58)))
    ribs = "".join(
        trace(
            "M",
            x - wide * 0.44 * s,
            y - tall,
            "C",
            x - wide * 1.15 * s,
            y - tall * 0.6,
            x - wide * 1.15 * s,
            y + tall * 0.6,
            x - wide * 0.44 * s,
            y + tall,
        )
        for s in (-0.66, -0.3, 0.3, 0.66)
    )
    canvas.path(ribs, stroke=edge, width=2.6, opacity=0.55)
    for level, high in ((y - tall - size * 0.13, size * 0.15), (y + tall - size * 0.02, size * 0.15)):
        canvas.rect(x - wide * 0.47, level, wide * 0.94, high, gold, radius=3)
    tail = y + tall + size * 0.12
    threads = "".join(
        f"M{num(x + k * size * 0.05)} {num(tail)}q{num(k * 1.6)} {num(size * 0.4)} {num(k * 2.4)} {num(size * 0.85)}"
        for k in range(-3, 4)
    )
    canvas.path(threads, stroke=edge, width=2.6)


def _reflection(canvas: Canvas, dice: Dice, x: float, water: float, size: float) -> None:
    light = LIGHTS[0][1]
    d = ""
    y = water + 16.0
    reach = size * 0.95
    while y < canvas.h - 6:
        half = reach * dice.between(0.4, 1.0)
        d += f"M{num(x + dice.between(-12, 12) - half)} {num(y)}h{num(2 * half)}"
        y += dice.between(14, 24)
        reach *= 0.93
    canvas.path(d, stroke=light, width=4.4, opacity=0.3 if canvas.layout.place == "foot" else 0.45)


def _roofs(canvas: Canvas, dice: Dice, water: float) -> None:
    """Eaves on the far bank, and the water before them."""
    palette = canvas.palette
    tone = blend(palette.deep, palette.ground, 0.25)
    x = -dice.between(20, 160)
    windows: list[tuple[float, float]] = []
    while x < canvas.w:
        wide, high = dice.between(190, 330), dice.between(60, 150)
        top = water - high
        canvas.rect(x + 24, top, wide - 48, high + 2, tone)
        canvas.path(
            trace(
                "M",
                x - 16,
                top + 10,
                "Q",
                x + 34,
                top + 2,
                x + 58,
                top - 44,
                "H",
                x + wide - 58,
                "Q",
                x + wide - 34,
                top + 2,
                x + wide + 16,
                top + 10,
                "Z",
            ),
            tone,
        )
        for k in range(int((wide - 90) / 44)):
            if dice.chance(0.5):
                windows.append((x + 54 + k * 44, top + high * 0.45))
        x += wide + dice.between(-30, 60)
    panes = "".join(polygon([(a, b), (a + 16, b), (a + 16, b + 24), (a, b + 24)]) for a, b in windows)
    canvas.path(panes or "M0 0", "#ffce7a", opacity=0.7)
    canvas.rect(
        0,
        water,
        canvas.w,
        canvas.h - water,
        canvas.linear((0, blend(palette.ground, palette.mid, 0.35)), (1, palette.deep)),
    )
    ripples = "".join(
        f"M{num(dice.between(0, canvas.w))} {num(dice.between(water + 8, canvas.h))}h{num(dice.between(20, 90))}"
        for _ in range(int(canvas.w / 40))
    )
    canvas.path(ripples, stroke=palette.pale, width=2.2, opacity=0.16)
    canvas.path(f"M0 {num(water)}H{num(canvas.w)}", stroke=palette.gold, width=1.6, opacity=math.pi / 10)
