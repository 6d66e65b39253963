"""Dunes at night, a great moon and a beam of light."""

from __future__ import annotations

import math

from yaji.kit.painting.canvas import Canvas, num
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import Point, line_of, noise, polygon, scatter, smooth, specks, trace, under
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import glow, grain


def draw(canvas: Canvas) -> None:
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice
    low = blend(palette.mid, palette.accent, 0.25) if palette.dark else palette.haze
    canvas.wash(
        canvas.linear((0, palette.haze if palette.dark else palette.ground), (0.35, palette.ground), (0.78, low))
    )
    moon_r = dice.between(96, 150)
    horizon = max(
        canvas.h * dice.between(0.54, 0.6), layout.clear + moon_r * (1.0 if layout.column or layout.wide else 2.0)
    )
    moon_x = layout.x + layout.away * canvas.w * dice.between(0.08, 0.2) * (0.4 if layout.wide else 1)
    moon_y = max(horizon - dice.between(60, 230), layout.clear * (layout.place == "head") + moon_r)
    if palette.dark:
        _stars(canvas, horizon)
    _beam(canvas, moon_x, moon_y, horizon)
    disc = palette.gold if palette.dark else palette.accent
    glow(canvas, moon_x, moon_y, moon_r * 2.4, disc, 0.42)
    canvas.circle(moon_x, moon_y, moon_r, canvas.linear((0, blend(disc, "#fff6e4", 0.5)), (1, disc)))
    for i in range(4):
        _dune(canvas, dice.fork(f"dune{i}"), i, horizon)
    grain(canvas)


def _stars(canvas: Canvas, horizon: float) -> None:
    dice = canvas.dice.fork("stars")
    many = int(canvas.w * horizon / 9000)
    canvas.path(specks(scatter(dice, many, canvas.w, horizon)), stroke="#fff6e4", width=3.2, opacity=0.6)
    canvas.path(specks(scatter(dice, many // 6, canvas.w, horizon * 0.8)), stroke="#fff6e4", width=6, opacity=0.85)


def _beam(canvas: Canvas, x: float, y: float, horizon: float) -> None:
    """Light from beyond the edge that opens towards the moon, as from a projector."""
    dice, palette = canvas.dice.fork("beam"), canvas.palette
    away = canvas.layout.away
    source = (canvas.w / 2 - away * canvas.w * 0.62, horizon + (canvas.h - horizon) * dice.between(0.2, 0.7))
    light = blend(palette.gold, "#fff6e4", 0.6)
    reach = math.hypot(x - source[0], y - source[1])
    angle = math.atan2(y - source[1], x - source[0])
    for spread, strength in ((0.24, 0.16), (0.15, 0.18), (0.07, 0.2)):
        ends = [
            (
                source[0] + math.cos(angle + s * spread) * reach * 1.7,
                source[1] + math.sin(angle + s * spread) * reach * 1.7,
            )
            for s in (-1, 1)
        ]
        line = (
            source[0],
            source[1],
            source[0] + math.cos(angle) * reach * 1.7,
            source[1] + math.sin(angle) * reach * 1.7,
        )
        canvas.path(
            polygon([source, *ends]),
            canvas.linear((0, light, strength * 1.6), (0.6, light, strength), (1, light, 0), line=line, absolute=True),
        )


def _dune(canvas: Canvas, dice: Dice, i: int, horizon: float) -> None:
    palette = canvas.palette
    share = i / 3
    base = horizon + (canvas.h - horizon) * share * 0.82
    broad = noise(dice, 420 + 160 * share)
    rise = 60 + 90 * share

    def height(x: float) -> float:
        return base - rise * broad(x + 5000)

    crest = line_of(canvas.w, max(34.0, canvas.w / 46), height)
    lit = blend(blend(palette.mid, palette.accent, 0.35 * (1 - share)), palette.deep, share * 0.72)
    shade = blend(lit, palette.deep, 0.62)
    canvas.path(under(crest, canvas.h + 10), canvas.linear((0, blend(lit, palette.gold, 0.22)), (0.5, lit), (1, shade)))
    peak = min(range(3, len(crest) - 3), key=lambda k: crest[k][1])
    canvas.path(_lee(canvas, crest, peak, dice), canvas.linear((0, shade), (1, shade, 0)))
    canvas.path(_ripples(canvas, dice, crest), stroke=shade, width=2.6, opacity=0.34)
    if i == canvas.dice.fork("walk").whole(1, 2):
        _walkers(canvas, dice, crest)


def _lee(canvas: Canvas, crest: list[Point], peak: int, dice: Dice) -> str:
    """The side turned from the light, cut by the winding edge of the dune."""
    away = canvas.layout.away
    side = crest[peak:] if away < 0 else crest[: peak + 1][::-1]
    x, y = side[0]
    end = side[-1]
    floor = canvas.h + 10
    sway = dice.between(90, 190) * (1 if away < 0 else -1)
    edge = smooth(
        [(x, y), (x + sway, y + (floor - y) * 0.3), (x + sway * 0.2, y + (floor - y) * 0.62), (x + sway * 1.5, floor)]
    )
    back = "".join(f"L{num(px)} {num(py)}" for px, py in reversed(side))
    return f"{edge}L{num(end[0])} {num(floor)}{back}Z"


def _ripples(canvas: Canvas, dice: Dice, crest: list[Point]) -> str:
    d = ""
    for _ in range(4):
        start = dice.whole(0, max(0, len(crest) - 12))
        drop = dice.between(24, 120)
        d += smooth([(px, py + drop + k * 1.2) for k, (px, py) in enumerate(crest[start : start + 10])])
    return d


def _walkers(canvas: Canvas, dice: Dice, crest: list[Point]) -> None:
    """People in a line: small, so that the night is large."""
    tone = canvas.palette.deep if canvas.palette.dark else canvas.palette.ink
    start = max(2, int(len(crest) * dice.between(0.2, 0.55)))
    count = dice.whole(2, 5)
    for k in range(count):
        index = min(len(crest) - 2, start + k)
        x, y = crest[index]
        x += dice.between(-6, 6)
        tall = dice.between(30, 38)
        canvas.path(
            trace(
                "M",
                x - 8,
                y + 3,
                "L",
                x - 5,
                y - tall * 0.62,
                "Q",
                x,
                y - tall * 0.86,
                x + 5,
                y - tall * 0.62,
                "L",
                x + 8,
                y + 3,
                "Z",
            ),
            tone,
        )
        canvas.circle(x, y - tall * 0.88, 5.2, tone)
