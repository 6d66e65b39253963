"""Sounding strings: each swings between its nodes."""

from __future__ import annotations

import math

from yaji.kit.painting.canvas import Canvas, num
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import grain, veil


def draw(canvas: Canvas) -> None:
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice
    canvas.wash(canvas.linear((0, palette.ground), (1, palette.haze)))
    x, y = layout.x, layout.y
    tilt = dice.pick((-28.0, -20.0, -12.0, 12.0, 20.0, 28.0, 90.0 if layout.wide else 0.0))
    disc_r = layout.r * dice.between(0.62, 0.8)
    dx, dy = x + layout.away * layout.r * dice.between(0.05, 0.3), y - layout.r * dice.between(-0.05, 0.25)
    canvas.circle(dx, dy, disc_r, canvas.linear((0, palette.accent), (1, blend(palette.accent, palette.gold, 0.55))))
    with canvas.group(transform=f"rotate({num(tilt)} {num(x)} {num(y)})"):
        _strings(canvas, dice.fork("strings"), x, y)
    _bridge(canvas, dx, dy, disc_r)
    veil(canvas, palette.haze)
    grain(canvas)


def _strings(canvas: Canvas, dice: Dice, x: float, y: float) -> None:
    palette = canvas.palette
    reach = math.hypot(canvas.w, canvas.h) * 0.62
    count = dice.whole(5, 7)
    gap = canvas.layout.r * 2.1 / count
    for i in range(count):
        sx = x + (i - (count - 1) / 2) * gap
        halves = dice.whole(2, 6)
        swing = gap * dice.between(0.3, 0.62) * dice.sign()
        tone = (
            dice.pick((palette.pale, palette.ink, palette.gold))
            if palette.dark
            else dice.pick((palette.deep, palette.mid, palette.ink))
        )
        start = y - reach + dice.between(-160, 0)
        half = 2 * reach / halves
        envelope = _swing(sx, start, half, halves, swing) + _swing(sx, start, half, halves, -swing)
        canvas.path(envelope, canvas.linear((0, tone, 0.05), (0.5, tone, 0.22), (1, tone, 0.05)), evenodd=False)
        d = "".join(_swing(sx, start, half, halves, swing * share) for share in (1, 0.72, 0.44, -0.44, -0.72, -1))
        canvas.path(d, stroke=tone, width=2.6, opacity=0.62)
        canvas.path(_swing(sx, start, half, halves, swing * 0.14), stroke=tone, width=5.2)


def _swing(x: float, start: float, half: float, halves: int, swing: float) -> str:
    """A standing wave, downwards; each half is one Bézier close to a sine."""
    a, b = num(half * 0.3642), num(half * 0.6358)
    d = f"M{num(x)} {num(start)}"
    for i in range(halves):
        s = num(swing * 4 / 3 * (1 if i % 2 == 0 else -1))
        d += f"c{s} {a} {s} {b} 0 {num(half)}"
    return d


def _bridge(canvas: Canvas, x: float, y: float, r: float) -> None:
    """A few beads of sound that leave the disc."""
    dice, palette = canvas.dice.fork("beads"), canvas.palette
    for _ in range(dice.whole(4, 7)):
        angle = dice.between(0, math.tau)
        reach = r * dice.between(1.15, 1.7)
        canvas.circle(
            x + reach * math.cos(angle),
            y + reach * math.sin(angle),
            dice.between(5, 15),
            palette.gold if dice.chance(0.6) else palette.ink,
        )
