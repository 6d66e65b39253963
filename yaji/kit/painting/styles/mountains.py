"""Ink mountains, range behind range in mist, under a sun."""

from __future__ import annotations

import math

from yaji.kit.painting.canvas import Canvas, num
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import Point, line_of, noise, polygon, trace, under
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import grain


def draw(canvas: Canvas) -> None:
    palette, dice = canvas.palette, canvas.dice
    canvas.wash(
        canvas.linear((0, blend(palette.ground, palette.haze, 0.35)), (0.55, palette.ground), (1, palette.haze))
    )
    sun_r = dice.between(84, 128)
    top = _horizon(canvas, sun_r)
    floor_level = canvas.h * (0.86 if dice.chance(0.45) else 1.02)
    ranges = _ranges(canvas, top, floor_level)
    _sun(canvas, ranges[0], sun_r)
    for i, ridge in enumerate(ranges):
        _paint_range(canvas, ridge, i / (len(ranges) - 1))
    if floor_level < canvas.h:
        _lake(canvas, floor_level)
    else:
        _pines(canvas, ranges[-1])
    grain(canvas)


def _sun(canvas: Canvas, ridge: list[Point], r: float) -> None:
    """The sun clears the furthest range, wherever its peaks happen to be."""
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice.fork("sun")
    x = _sun_x(canvas)
    skyline = min(py for px, py in ridge if abs(px - x) < r * 1.2)
    y = skyline + r * dice.between(-1.5, 0.15)
    if layout.place == "head":
        y = max(y, layout.clear + r * 0.8)
    y = max(y, r * 1.3)
    canvas.circle(x, y, r * 1.9, canvas.radial((0, palette.accent, 0.2), (1, palette.accent, 0)))
    canvas.circle(x, y, r, palette.accent)
    # In a wide picture the lettering is on the other side of the sun.
    offset = dice.between(230, 330) * (-1 if layout.wide and layout.high else 1)
    _birds(canvas, x - layout.away * offset, y - dice.between(-20, 60))


def _sun_x(canvas: Canvas) -> float:
    layout, dice = canvas.layout, canvas.dice.fork("east")
    if layout.wide:
        return layout.x + canvas.w * dice.between(-0.06, 0.1) * layout.away
    return canvas.w * (0.5 + layout.away * dice.between(0.16, 0.3))


def _horizon(canvas: Canvas, sun_r: float) -> float:
    layout = canvas.layout
    low = canvas.h * (0.45 + canvas.dice.between(-0.03, 0.05))
    if layout.column or layout.wide:
        return max(low, layout.clear + 10)
    return max(low, layout.clear + sun_r * 1.7)


def _ranges(canvas: Canvas, top: float, floor: float) -> list[list[Point]]:
    dice = canvas.dice
    count = dice.whole(4, 6)
    step = max(26.0, canvas.w / 70)
    found = []
    for i in range(count):
        share = i / (count - 1)
        base = top + (floor - top) * (share**0.9) * 0.8
        reach = (floor - top) * (0.32 - 0.12 * share) + 60
        found.append(_ridge(canvas, dice.fork(f"ridge{i}"), base, reach, step))
    return found


def _paint_range(canvas: Canvas, ridge: list[Point], share: float) -> None:
    """Paler with distance; the foot of every range dissolves in mist."""
    palette = canvas.palette
    tone = blend(blend(palette.pale, palette.mid, min(1, share * 1.7)), palette.deep, max(0, share * 1.5 - 0.5))
    fade = blend(palette.ground, palette.haze, share)
    bottom = min(1.0, 0.55 + 0.4 * share)
    canvas.path(under(ridge, canvas.h + 10), canvas.linear((0, tone), (bottom, blend(tone, fade, 0.85)), (1, fade)))


def _ridge(canvas: Canvas, dice: Dice, base: float, reach: float, step: float) -> list[Point]:
    broad, middle, fine = noise(dice, 330), noise(dice, 130), noise(dice, 46)
    lean = dice.between(-0.12, 0.12)

    def height(x: float) -> float:
        peak = 1 - abs(broad(x + 4000))
        rise = reach * (peak**1.6 * 0.95 + middle(x + 4000) * 0.2 + fine(x + 4000) * 0.06)
        return float(base - rise - lean * (x - canvas.w / 2) * 0.3)

    points = line_of(canvas.w, step, height)
    lift = base - reach * 0.62 - min(y for _, y in points)
    return [(x, y + max(lift, -reach * 0.3)) for x, y in points]


def _birds(canvas: Canvas, x: float, y: float) -> None:
    dice = canvas.dice.fork("birds")
    d = ""
    for i in range(dice.whole(2, 5)):
        bx, by, s = x + i * 46 + dice.between(-14, 14), y + dice.between(-34, 34), dice.between(12, 19)
        d += trace("M", bx - s, by, "q", s * 0.6, -s * 0.62, s, 0, "q", s * 0.5, -s * 0.6, s, s * 0.1)
    canvas.path(d, stroke=canvas.palette.ink, width=3.4)


def _lake(canvas: Canvas, level: float) -> None:
    palette, dice, sun_x = canvas.palette, canvas.dice.fork("lake"), _sun_x(canvas)
    canvas.rect(
        0,
        level,
        canvas.w,
        canvas.h - level,
        canvas.linear((0, palette.haze), (1, blend(palette.haze, palette.mid, 0.5))),
    )
    for i in range(7):
        y = level + 12 + i * (canvas.h - level - 20) / 7
        half = dice.between(30, 90) * (1 - i * 0.09)
        canvas.path(
            f"M{num(sun_x - half)} {num(y)}h{num(half * 2)}", stroke=palette.accent, width=4.4, opacity=0.62 - i * 0.06
        )
    d = ""
    for _ in range(int(canvas.w / 60)):
        y = dice.between(level + 10, canvas.h - 8)
        d += f"M{num(dice.between(0, canvas.w))} {num(y)}h{num(dice.between(30, 120))}"
    canvas.path(d, stroke=palette.ground, width=2.6, opacity=0.6)
    x, y = sun_x - canvas.layout.away * dice.between(260, 420), level + (canvas.h - level) * 0.42
    hull = f"M{num(x - 62)} {num(y)}q62 26 124 0q-10 24-62 24t-62-24Z"
    canvas.path(hull, palette.ink)
    canvas.path(f"M{num(x - 20)} {num(y + 4)}q20-30 44 0Z", palette.deep)
    canvas.path(f"M{num(x + 34)} {num(y + 6)}l30-66", stroke=palette.ink, width=3)
    canvas.circle(x + 30, y - 22, 7, palette.ink)
    canvas.path(f"M{num(x + 22)} {num(y + 6)}q4-26 16 0Z", palette.ink)


def _pines(canvas: Canvas, ridge: list[Point]) -> None:
    """Trees on the nearest slope give the mountains their height."""
    dice, palette = canvas.dice.fork("pines"), canvas.palette
    start = dice.whole(2, max(3, len(ridge) - 12))
    d = ""
    for point in ridge[start : start + 9]:
        for _ in range(2):
            x, y = point[0] + dice.between(-14, 14), point[1] + dice.between(6, 22)
            d += _tree(x, y, dice.between(26, 58))
    canvas.path(d, blend(palette.deep, palette.ink, 0.55))


def _tree(x: float, y: float, tall: float) -> str:
    half = tall * 0.22
    outline: list[Point] = [(x, y - tall)]
    for i in range(1, 4):
        level = y - tall * (1 - i / 3.4)
        outline += [(x + half * i / 3, level), (x + half * i / 3 * 0.5, level)]
    outline.append((x, y + math.copysign(4, tall)))
    for i in range(3, 0, -1):
        level = y - tall * (1 - i / 3.4)
        outline += [(x - half * i / 3 * 0.5, level), (x - half * i / 3, level)]
    return polygon(outline)
