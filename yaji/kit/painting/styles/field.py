"""The field of play from above, and the ball in flight."""

from __future__ import annotations

import math

from yaji.kit.painting.canvas import Canvas, num
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import Point, arc, disc, polar, polygon, ribbon, trace
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import grain, veil


def draw_pitch(canvas: Canvas) -> None:
    """Mown stripes, halfway line, centre circle and penalty areas."""
    palette, dice = canvas.palette, canvas.dice
    grass = palette.ground if palette.dark else palette.mid
    canvas.wash(grass)
    x, y = canvas.layout.x, canvas.layout.y
    chalk = "#f6f3e4"
    with canvas.group(transform=f"rotate({num(_tilt(canvas, dice))} {num(x)} {num(y)})"):
        _stripes(
            canvas, x, y, blend(grass, palette.deep, 0.34) if palette.dark else blend(grass, palette.deep, 0.3), 150
        )
        _chalk_pitch(canvas, x, y, chalk)
    _foot(canvas, blend(grass, palette.deep, 0.8))
    _flight(canvas, dice.fork("flight"), chalk)
    grain(canvas)


def draw_court(canvas: Canvas) -> None:
    """Boards, the painted key, the arc and the ring."""
    palette, dice = canvas.palette, canvas.dice
    boards = palette.ground
    canvas.wash(boards)
    x, y = canvas.layout.x, canvas.layout.y
    line = "#fff6e4" if palette.dark else palette.deep
    with canvas.group(transform=f"rotate({num(_tilt(canvas, dice))} {num(x)} {num(y)})"):
        _stripes(canvas, x, y, blend(boards, palette.haze, 0.8), 46)
        _chalk_court(canvas, x, y, line)
    _foot(canvas, palette.haze if palette.dark else boards)
    _flight(canvas, dice.fork("flight"), line, seams=True)
    grain(canvas)


def _tilt(canvas: Canvas, dice: Dice) -> float:
    return dice.between(16, 34) * dice.sign()


def _stripes(canvas: Canvas, x: float, y: float, tone: str, width: float) -> None:
    reach = math.hypot(canvas.w, canvas.h)
    start = -math.ceil(reach / width / 2) * 2
    d = "".join(
        f"M{num(x + i * width)} {num(y - reach)}h{num(width)}v{num(2 * reach)}h{num(-width)}Z"
        for i in range(start, -start, 2)
    )
    canvas.path(d, tone)


def _chalk_pitch(canvas: Canvas, x: float, y: float, chalk: str) -> None:
    r = canvas.layout.r * 0.8
    reach = math.hypot(canvas.w, canvas.h)
    canvas.path(f"M{num(x - reach)} {num(y)}h{num(2 * reach)}" + disc(x, y, r), stroke=chalk, width=9, opacity=0.92)
    canvas.circle(x, y, 15, chalk)
    for way in (-1, 1):
        near, far = y + way * r * 2.15, y + way * r * 3.5
        box = f"M{num(x - r * 1.3)} {num(far)}V{num(near)}H{num(x + r * 1.3)}V{num(far)}"
        inner = f"M{num(x - r * 0.6)} {num(far)}V{num(near + way * r * 0.75)}H{num(x + r * 0.6)}V{num(far)}"
        middle = -way * math.pi / 2
        bow = arc(x, near + way * r * 0.45, r * 0.72, middle - 0.9, middle + 0.9)
        canvas.path(box + inner + bow, stroke=chalk, width=9, opacity=0.92)


def _chalk_court(canvas: Canvas, x: float, y: float, line: str) -> None:
    palette, r = canvas.palette, canvas.layout.r
    top = y - r * 1.5
    paint = palette.deep if palette.dark else palette.accent
    canvas.rect(x - r * 0.42, top, r * 0.84, r * 1.6, paint, opacity=0.94)
    canvas.path(disc(x, top + r * 1.6, r * 0.42), blend(paint, palette.ground, 0.25), opacity=0.7)
    d = f"M{num(x - r * 3)} {num(top)}H{num(x + r * 3)}"
    d += f"M{num(x - r * 0.42)} {num(top)}v{num(r * 1.6)}h{num(r * 0.84)}v{num(-r * 1.6)}"
    d += disc(x, top + r * 1.6, r * 0.42)
    d += (
        f"M{num(x - r * 1.35)} {num(top)}v{num(r * 0.5)}"
        + arc(x, top + r * 0.5, r * 1.35, 0, math.pi)
        + f"M{num(x + r * 1.35)} {num(top)}v{num(r * 0.5)}"
    )
    d += disc(x, y + r * 2.3, r * 0.6) + f"M{num(x - r * 3)} {num(y + r * 2.3)}h{num(r * 6)}"
    canvas.path(d, stroke=line, width=8)
    canvas.path(
        f"M{num(x - r * 0.22)} {num(top + r * 0.2)}h{num(r * 0.44)}",
        stroke=palette.accent if palette.dark else palette.ink,
        width=12,
    )
    canvas.circle(x, top + r * 0.34, r * 0.12, stroke=palette.accent if palette.dark else palette.ink, width=9)


def _foot(canvas: Canvas, tone: str) -> None:
    """Calm ground under the lettering."""
    canvas.lettering = canvas.palette.ink if canvas.palette.dark or tone == canvas.palette.ground else "#fffaf0"
    veil(canvas, tone)


def _flight(canvas: Canvas, dice: Dice, light: str, *, seams: bool = False) -> None:
    """The ball and the curve it has flown, thin where it began."""
    layout, palette = canvas.layout, canvas.palette
    away = layout.away
    r = layout.r * dice.between(0.24, 0.3)
    bx, by = layout.x + away * layout.r * dice.between(0.3, 0.55), layout.y - layout.r * dice.between(0.4, 0.75)
    sx, sy = layout.x - away * layout.r * dice.between(1.1, 1.4), layout.y + layout.r * dice.between(0.5, 0.8)
    px, py = layout.x - away * layout.r * dice.between(0.3, 0.6), layout.y - layout.r * dice.between(1.0, 1.5)
    for offset, tone, wide in ((0.0, palette.accent, 1.5), (0.5, palette.gold, 0.55), (-0.55, light, 0.35)):
        path: list[Point] = []
        for i in range(15):
            t = i / 14
            u = 1 - t
            path.append(
                (
                    u * u * sx + 2 * u * t * px + t * t * bx + offset * r * t,
                    u * u * sy + 2 * u * t * py + t * t * by + offset * r * t,
                )
            )
        canvas.path(ribbon(path, [1 + r * wide * (i / 14) ** 1.6 for i in range(15)]), tone, opacity=0.9)
    canvas.circle(bx + 14, by + 26, r, "#000000", opacity=0.2)
    if seams:
        _basketball(canvas, dice, bx, by, r)
    else:
        _football(canvas, dice, bx, by, r)


def _football(canvas: Canvas, dice: Dice, x: float, y: float, r: float) -> None:
    canvas.circle(x, y, r, canvas.radial((0, "#ffffff"), (0.65, "#f7f2e6"), (1, "#cfc6b2"), centre=(0.38, 0.34, 0.72)))
    turn, ink = dice.between(0, 1.2), "#1d1a16"
    with canvas.clipped(disc(x, y, r)):
        canvas.path(polygon([polar(x, y, r * 0.34, turn + k * math.tau / 5) for k in range(5)]), ink)
        rays = ""
        for k in range(5):
            angle = turn + k * math.tau / 5
            one, two = polar(x, y, r * 0.34, angle), polar(x, y, r * 0.7, angle)
            rays += f"M{num(one[0])} {num(one[1])}L{num(two[0])} {num(two[1])}"
            patch = [
                polar(x, y, r * 0.7, angle),
                polar(x, y, r * 0.88, angle + 0.3),
                polar(x, y, r * 1.1, angle + 0.2),
                polar(x, y, r * 1.1, angle - 0.2),
                polar(x, y, r * 0.88, angle - 0.3),
            ]
            canvas.path(polygon(patch), ink)
            left, right = polar(x, y, r * 0.88, angle + 0.3), polar(x, y, r * 0.88, angle + math.tau / 5 - 0.3)
            rays += f"M{num(left[0])} {num(left[1])}L{num(right[0])} {num(right[1])}"
        canvas.path(rays, stroke=ink, width=r * 0.035)


def _basketball(canvas: Canvas, dice: Dice, x: float, y: float, r: float) -> None:
    canvas.circle(x, y, r, canvas.radial((0, "#f39a52"), (0.7, "#d9692a"), (1, "#a8451a"), centre=(0.38, 0.34, 0.72)))
    with canvas.group(transform=f"rotate({num(dice.between(-60, 60))} {num(x)} {num(y)})"):
        bow = r * 0.72
        d = f"M{num(x - r)} {num(y)}H{num(x + r)}M{num(x)} {num(y - r)}V{num(y + r)}"
        for side in (-1, 1):
            d += trace(
                "M",
                x + side * r * 0.72,
                y - r * 0.69,
                "Q",
                x + side * (r * 0.72 - bow),
                y,
                x + side * r * 0.72,
                y + r * 0.69,
            )
        canvas.path(d, stroke="#3a1508", width=r * 0.05)
