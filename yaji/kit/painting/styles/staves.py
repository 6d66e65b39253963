"""Staves that sway across the picture like ribbons and carry their notes."""

from __future__ import annotations

import math

from yaji.kit.painting.canvas import Canvas, num
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import Point, smooth, trace
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import grain, veil


def draw(canvas: Canvas) -> None:
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice
    canvas.wash(palette.ground)
    r = layout.r * dice.between(0.78, 0.98)
    x, y = layout.x + layout.away * layout.r * 0.12, layout.y
    canvas.circle(x, y, r, canvas.linear((0, palette.accent), (1, blend(palette.accent, palette.gold, 0.6))))
    cut = dice.between(-0.3, 0.3)
    canvas.circle(x - layout.away * r * 0.9, y + r * cut, r * 0.45, palette.deep)
    canvas.circle(x + layout.away * r * 0.86, y - r * 0.78, r * 0.2, palette.mid)
    if layout.column:
        y = max(y, layout.clear + r * 0.8)
    count = dice.whole(2, 3)
    for i in range(count):
        level = y + (i - (count - 1) / 2) * layout.r * 0.72
        _stave(canvas, dice.fork(f"stave{i}"), level, i)
    if layout.wide:
        veil(canvas, palette.ground)
    grain(canvas)


def _stave(canvas: Canvas, dice: Dice, level: float, index: int) -> None:
    palette = canvas.palette
    long = canvas.w * dice.between(0.75, 1.1)
    phase, swing = dice.between(0, math.tau), canvas.layout.r * dice.between(0.16, 0.3)
    wide, twist = dice.between(30, 42), dice.between(0, math.tau)
    tone = palette.ink if index != 1 else palette.deep

    def centre(px: float) -> float:
        return level + swing * math.sin(px / long * math.tau + phase)

    def gap(px: float) -> float:
        return wide * (0.58 + 0.42 * math.sin(px / canvas.w * 4.2 + twist))

    step = max(56.0, canvas.w / 20)
    xs = [-40 + i * step for i in range(math.ceil((canvas.w + 80) / step) + 1)]
    band = [(px, centre(px) - 2 * gap(px)) for px in xs] + [(px, centre(px) + 2 * gap(px)) for px in reversed(xs)]
    canvas.path(smooth(band, closed=True), palette.ground, opacity=0.3)
    for k in range(-2, 3):
        canvas.path(smooth([(px, centre(px) + k * gap(px)) for px in xs]), stroke=tone, width=3.4)
    for bar in range(1, dice.whole(3, 4)):
        px = canvas.w * (bar / 4 + dice.between(-0.06, 0.06))
        canvas.path(
            f"M{num(px)} {num(centre(px) - 2 * gap(px))}V{num(centre(px) + 2 * gap(px))}", stroke=tone, width=3.4
        )
    px = canvas.w * dice.between(0.04, 0.12)
    crowd = max(1.0, canvas.w / 1400)
    while px < canvas.w * 0.96:
        group = dice.whole(1, 3)
        spots = [px + j * 62 for j in range(group)]
        _notes(canvas, dice, [(sx, centre(sx) + dice.whole(-4, 4) * gap(sx) / 2) for sx in spots], gap(px), tone)
        px += group * 62 + dice.between(60, 200) * crowd


def _notes(canvas: Canvas, dice: Dice, heads: list[Point], gap: float, tone: str) -> None:
    """Heads on a common beam, or one head with its stem."""
    size = max(11.0, gap * 0.5)
    up = -1 if dice.chance(0.6) else 1
    colour = tone if dice.chance(0.75) else canvas.palette.accent
    tall = max(80.0, gap * 3.1)
    edge = min if up < 0 else max
    beam = edge(hy for _, hy in heads) + up * tall
    if canvas.layout.place == "foot" and up > 0:
        beam = min(beam, canvas.layout.clear)
    for hx, hy in heads:
        with canvas.group(transform=f"rotate(-20 {num(hx)} {num(hy)})"):
            canvas.path(
                trace(
                    "M",
                    hx - size * 1.25,
                    hy,
                    "a",
                    size * 1.25,
                    size * 0.92,
                    0,
                    1,
                    1,
                    size * 2.5,
                    0,
                    "a",
                    size * 1.25,
                    size * 0.92,
                    0,
                    1,
                    1,
                    -size * 2.5,
                    0,
                    "Z",
                ),
                colour,
            )
        sx = hx - up * size * 1.08
        canvas.path(f"M{num(sx)} {num(hy)}V{num(beam)}", stroke=colour, width=4.6, butt=True)
    if len(heads) > 1:
        first, last = heads[0][0] - up * size * 1.08, heads[-1][0] - up * size * 1.08
        canvas.path(f"M{num(first)} {num(beam)}H{num(last)}", stroke=colour, width=13, butt=True)
