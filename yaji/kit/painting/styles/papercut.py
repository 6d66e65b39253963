"""Cut paper: a window flower folded in eight, six or twelve, around a lattice of joy."""

from __future__ import annotations

import math

from yaji.kit.painting.canvas import Canvas, num
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import Point, disc, polar, polygon, smooth, trace
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import grain


def draw(canvas: Canvas) -> None:
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice
    canvas.wash(canvas.linear((0, palette.ground), (1, palette.haze)))
    paper = palette.pale if palette.dark else palette.accent
    _frame(canvas, paper)
    x, y = layout.x, layout.y
    r = layout.r * 0.98
    folds = dice.pick((8, 8, 6, 12))
    flower = _flower(dice.fork("flower"), x, y, r, folds)
    with canvas.group(opacity=0.2, transform="translate(9 20)"):
        canvas.path(disc(x, y, r * 0.97), "#2a0a06")
    canvas.path(
        flower, canvas.radial((0, blend(paper, "#ffffff", 0.08)), (1, blend(paper, "#4a0a04", 0.14))), evenodd=True
    )
    _lattice(canvas, x, y, r * 0.3, paper)
    _creases(canvas, x, y, r, folds)
    grain(canvas)


def _flower(dice: Dice, x: float, y: float, r: float, folds: int) -> str:
    """The sheet and its holes, to be filled by the even-odd rule."""
    slices = [math.tau * k / folds for k in range(folds)]
    half = math.pi / folds
    d = _rim(x, y, r, folds, dice)
    for turn in slices:
        d += _pair(x, y, turn, half, dice.fork("moon"), r)
        d += _drop(x, y, turn + half, r * 0.5, r * dice.fork("drop").between(0.7, 0.76), half * 0.42)
        d += _drop(x, y, turn, r * 0.47, r * 0.63, half * 0.3)
        d += disc(*polar(x, y, r * 0.83, turn + half), r * 0.026)
        d += disc(*polar(x, y, r * 0.88, turn), r * 0.03)
    for k in range(folds * 4):
        angle = math.tau * (k + 0.5) / (folds * 4)
        d += _dash(x, y, angle, r * 0.395, r * 0.44, 0.016)
    d += disc(x, y, r * 0.36)
    return d


def _rim(x: float, y: float, r: float, folds: int, dice: Dice) -> str:
    """A scalloped edge: two lobes to each fold."""
    points: list[Point] = []
    lobes = folds * 2
    depth = dice.between(0.05, 0.09)
    for k in range(lobes * 6):
        angle = math.tau * k / (lobes * 6)
        swell = abs(math.sin(angle * lobes / 2))
        points.append(polar(x, y, r * (1 - depth + depth * swell), angle))
    return smooth(points, closed=True, tension=0.9)


def _pair(x: float, y: float, turn: float, half: float, dice: Dice, r: float) -> str:
    """Two mirrored crescents, like swallows' wings or petals seen from the side."""
    inner, outer, bow = r * 0.66, r * dice.between(0.82, 0.86), dice.between(0.55, 0.75)
    d = ""
    for way in (-1, 1):
        tip = polar(x, y, outer, turn + way * half * 0.12)
        root = polar(x, y, inner, turn + way * half * 0.62)
        out = polar(x, y, (inner + outer) / 2 + r * 0.08, turn + way * half * bow)
        back = polar(x, y, (inner + outer) / 2 - r * 0.02, turn + way * half * 0.16)
        d += trace(
            "M", tip[0], tip[1], "Q", out[0], out[1], root[0], root[1], "Q", back[0], back[1], tip[0], tip[1], "Z"
        )
    return d


def _drop(x: float, y: float, angle: float, inner: float, outer: float, wide: float) -> str:
    root, tip = polar(x, y, inner, angle), polar(x, y, outer, angle)
    left, right = (
        polar(x, y, outer - (outer - inner) * 0.25, angle - wide),
        polar(x, y, outer - (outer - inner) * 0.25, angle + wide),
    )
    return trace(
        "M", root[0], root[1], "Q", left[0], left[1], tip[0], tip[1], "Q", right[0], right[1], root[0], root[1], "Z"
    )


def _dash(x: float, y: float, angle: float, inner: float, outer: float, wide: float) -> str:
    return polygon(
        [
            polar(x, y, inner, angle - wide),
            polar(x, y, outer, angle - wide),
            polar(x, y, outer, angle + wide),
            polar(x, y, inner, angle + wide),
        ]
    )


def _lattice(canvas: Canvas, x: float, y: float, half: float, paper: str) -> None:
    """Twin signs of joy, drawn as window lattice rather than written."""
    bar = half * 0.105
    rects: list[tuple[float, float, float, float]] = []
    for side in (-1, 1):
        cx = x + side * half * 0.5
        wide = half * 0.42
        for level, reach in ((-0.86, 1.0), (-0.64, 0.72), (-0.1, 1.0), (0.28, 1.12)):
            rects.append((cx - wide * reach, y + half * level, 2 * wide * reach, bar))
        for top in (-0.42, 0.52):
            rects.append((cx - wide * 0.74, y + half * top, wide * 1.48, bar * 0.9))
            rects.append((cx - wide * 0.74, y + half * (top + 0.24), wide * 1.48, bar * 0.9))
            rects.append((cx - wide * 0.74, y + half * top, bar, half * 0.26))
            rects.append((cx + wide * 0.74 - bar, y + half * top, bar, half * 0.26))
        rects.append((cx - bar / 2, y - half, bar, half * 0.44))
        rects.append((cx - wide * 0.4, y + half * 0.0, bar * 0.9, half * 0.3))
        rects.append((cx + wide * 0.4 - bar * 0.9, y + half * 0.0, bar * 0.9, half * 0.3))
    rects.append((x - half * 0.98, y + half * 0.28, half * 1.96, bar))
    canvas.path("".join(f"M{num(a)} {num(b)}h{num(w)}v{num(h)}h{num(-w)}Z" for a, b, w, h in rects), paper)
    canvas.circle(x, y, half * 1.24, stroke=paper, width=half * 0.07)
    ties = "".join(_dash(x, y, math.pi / 4 + k * math.pi / 2, half * 0.98, half * 1.24, 0.05) for k in range(4))
    canvas.path(ties, paper)


def _creases(canvas: Canvas, x: float, y: float, r: float, folds: int) -> None:
    """The folds stay visible as faint light and shade."""
    for k in range(folds):
        one, two = math.tau * k / folds, math.tau * (k + 0.5) / folds
        wedge = polygon([(x, y), polar(x, y, r, one), polar(x, y, r * 1.03, (one + two) / 2), polar(x, y, r, two)])
        canvas.path(wedge, "#ffffff" if k % 2 else "#000000", opacity=0.05)


def _frame(canvas: Canvas, paper: str) -> None:
    """A border with key-pattern corners."""
    inset, w, h = 34.0, canvas.w, canvas.h
    canvas.path(
        f"M{num(inset)} {num(inset)}H{num(w - inset)}V{num(h - inset)}H{num(inset)}Z",
        stroke=paper,
        width=5,
        opacity=0.85,
        butt=True,
    )
    if canvas.layout.place in ("left", "right") and not canvas.layout.wide:
        return
    d = ""
    for cx, sx in ((inset, 1), (w - inset, -1)):
        for cy, sy in ((inset, 1), (h - inset, -1)):
            if sy < 0 and canvas.layout.place != "none":
                continue
            s = 17.0
            d += trace(
                "M",
                cx + sx * 18,
                cy + sy * 18 + sy * 5 * s,
                "v",
                -sy * 5 * s,
                "h",
                sx * 5 * s,
                "v",
                sy * 3 * s,
                "h",
                -sx * 3 * s,
                "v",
                -sy * 1.4 * s,
                "h",
                sx * 1.5 * s,
            )
    canvas.path(d, stroke=paper, width=6, opacity=0.85, butt=True)
