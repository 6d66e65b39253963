"""Objects on quiet fields of colour: a ring of jade, vessels, a tall tube."""

from __future__ import annotations

import math
from itertools import pairwise

from yaji.kit.painting.canvas import Canvas, num
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import disc, polar, polygon, specks, trace
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import grain

STONES = (
    ("#e2f2e3", "#86c3a0", "#3a8a64"),
    ("#fdfaf0", "#e6e6d3", "#a5ab8c"),
    ("#d9ead9", "#5fa583", "#1f5c44"),
    ("#f6ead2", "#d9a860", "#96602a"),
)


def draw(canvas: Canvas) -> None:
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice
    _fields(canvas)
    stone = dice.pick(STONES)
    kind = dice.pick((0, 1, 1, 2, 2))
    if kind == 0:
        _ring(canvas, dice.fork("ring"), layout.x, layout.y, layout.r * 0.98, stone)
    elif kind == 1:
        _shelf(canvas, dice.fork("shelf"), stone)
    else:
        side = dice.sign()
        _ring(
            canvas,
            dice.fork("ring"),
            layout.x - side * layout.r * 0.26,
            layout.y - layout.r * 0.12,
            layout.r * 0.78,
            stone,
        )
        _vessel(
            canvas,
            dice.fork("vessel"),
            layout.x + side * layout.r * 0.5,
            layout.y + layout.r * 0.95,
            layout.r * 1.25,
            _glaze(canvas),
        )
    canvas.path(
        f"M{num(layout.x - layout.r)} {num(layout.y + layout.r * 1.0)}h{num(2 * layout.r)}",
        stroke=palette.gold,
        width=3,
    )
    grain(canvas)


def _glaze(canvas: Canvas) -> str:
    palette = canvas.palette
    return canvas.dice.fork("glaze").pick(
        (palette.accent, palette.gold, palette.deep if not palette.dark else palette.pale)
    )


def _fields(canvas: Canvas) -> None:
    """Two or three planes of colour; the lettering stands on the calmest."""
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice.fork("fields")
    canvas.wash(palette.ground)
    if layout.wide and layout.place in ("left", "right"):
        x = canvas.w * 0.47 if layout.place == "left" else 0
        canvas.rect(
            x, 0, canvas.w * 0.53, canvas.h, blend(palette.pale, palette.haze, 0.4) if not palette.dark else palette.mid
        )
        canvas.rect(x, layout.y + layout.r, canvas.w * 0.53, canvas.h, palette.deep)
        return
    shade = blend(palette.pale, palette.haze, 0.35) if not palette.dark else blend(palette.mid, palette.ground, 0.35)
    level = layout.y + layout.r
    if dice.chance(0.5):
        canvas.rect(0, 0, canvas.w, level, shade)
        canvas.rect(
            canvas.w * (0 if layout.away < 0 else 0.62), 0, canvas.w * 0.38, level, blend(shade, palette.mid, 0.4)
        )
    else:
        half = layout.r * 1.12
        canvas.path(
            trace("M", layout.x - half, level, "V", layout.y, "a", half, half, 0, 0, 1, 2 * half, 0, "V", level, "Z"),
            shade,
        )
        canvas.rect(0, level, canvas.w, canvas.h, palette.haze)


def _ring(canvas: Canvas, dice: Dice, x: float, y: float, r: float, stone: tuple[str, str, str]) -> None:
    hole = r * dice.between(0.26, 0.38)
    light, body, edge = stone
    ring = disc(x, y, r) + disc(x, y, hole)
    canvas.path(disc(x + 10, y + 24, r) + disc(x + 10, y + 24, hole), "#0d1a14", opacity=0.2, evenodd=True)
    canvas.path(ring, canvas.radial((0, light), (0.58, body), (1, edge), centre=(0.38, 0.3, 0.78)), evenodd=True)
    with canvas.clipped(ring, evenodd=True):
        for _ in range(5):
            vx, vy = polar(x, y, r * dice.between(0.4, 0.9), dice.between(0, math.tau))
            canvas.circle(
                vx, vy, r * dice.between(0.2, 0.42), canvas.radial((0, dice.pick((light, edge)), 0.5), (1, body, 0))
            )
    nubs = _nubs(x, y, hole + r * 0.12, r * 0.92, r * 0.085)
    canvas.path(specks([(a + 2, b + 3) for a, b in nubs]), stroke=edge, width=r * 0.052, opacity=0.75)
    canvas.path(specks(nubs), stroke=light, width=r * 0.04, opacity=0.85)
    for radius, width in ((r * 0.965, 5.0), (hole + r * 0.045, 5.0)):
        canvas.circle(x, y, radius, stroke=edge, width=width, opacity=0.6)
    canvas.path(
        trace("M", x - r * 0.7, y - r * 0.62, "A", r * 0.94, r * 0.94, 0, 0, 1, x - r * 0.1, y - r * 0.935),
        stroke="#ffffff",
        width=r * 0.022,
        opacity=0.6,
    )


def _nubs(x: float, y: float, inner: float, outer: float, gap: float) -> list[tuple[float, float]]:
    """The grain pattern of old rings: rows of nubs in a triangular lattice."""
    found = []
    rows = int(outer / (gap * 0.87)) + 1
    for j in range(-rows, rows + 1):
        for i in range(-rows - 1, rows + 2):
            px, py = x + (i + (j % 2) / 2) * gap, y + j * gap * 0.87
            if inner < math.hypot(px - x, py - y) < outer:
                found.append((px, py))
    return found


def _shelf(canvas: Canvas, dice: Dice, stone: tuple[str, str, str]) -> None:
    """Three vessels in a row, in unequal heights."""
    layout, palette = canvas.layout, canvas.palette
    floor = layout.y + layout.r
    glazes = [palette.accent, stone[1], palette.gold if dice.chance(0.5) else palette.deep]
    turn = dice.whole(0, 2)
    tube = dice.whole(0, 2)
    for i, place in enumerate((-0.66, 0.0, 0.66)):
        tall = layout.r * (dice.between(1.55, 1.85) if i == turn else dice.between(0.85, 1.3))
        glaze = glazes[(i + turn) % 3]
        if i == tube:
            _tube(canvas, layout.x + place * layout.r, floor, tall, stone)
        else:
            _vessel(canvas, dice.fork(f"v{i}"), layout.x + place * layout.r, floor, tall, glaze)


def _vessel(canvas: Canvas, dice: Dice, x: float, floor: float, tall: float, glaze: str) -> None:
    """A turned vessel: half profile, mirrored."""
    profiles = (
        ((0.1, 0.0), (0.085, 0.1), (0.3, 0.3), (0.27, 0.58), (0.15, 0.9), (0.17, 1.0)),
        ((0.13, 0.0), (0.07, 0.12), (0.07, 0.34), (0.26, 0.56), (0.26, 0.8), (0.13, 1.0)),
        ((0.24, 0.0), (0.21, 0.08), (0.3, 0.34), (0.36, 0.62), (0.26, 0.92), (0.2, 1.0)),
        ((0.09, 0.0), (0.05, 0.2), (0.06, 0.44), (0.3, 0.66), (0.28, 0.88), (0.14, 1.0)),
    )
    profile = dice.pick(profiles)
    right = [(x + px * tall, floor - tall + py * tall) for px, py in profile]
    d = f"M{num(2 * x - right[0][0])} {num(right[0][1])}H{num(right[0][0])}" + _side(right)
    left = [(2 * x - px, py) for px, py in reversed(right)]
    d += f"H{num(left[0][0])}" + _side(left) + "Z"
    canvas.path(
        trace("M", x - tall * 0.2, floor, "h", tall * 0.62, "l", -tall * 0.12, tall * 0.07, "h", -tall * 0.5, "Z"),
        "#0d1a14",
        opacity=0.16,
    )
    dark, light = blend(glaze, "#10120f", 0.42), blend(glaze, "#ffffff", 0.38)
    canvas.path(d, canvas.linear((0, dark), (0.3, light), (0.5, glaze), (1, dark), line=(0, 0, 1, 0)))
    lip = right[0][0] - x
    canvas.path(
        trace(
            "M",
            x - lip,
            right[0][1],
            "a",
            lip,
            lip * 0.22,
            0,
            1,
            0,
            2 * lip,
            0,
            "a",
            lip,
            lip * 0.22,
            0,
            1,
            0,
            -2 * lip,
            0,
            "Z",
        ),
        blend(dark, "#000000", 0.3),
    )


def _side(points: list[tuple[float, float]]) -> str:
    parts = []
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = (y1 + y2) / 2
        parts.append(f"C{num(x1)} {num(middle)} {num(x2)} {num(middle)} {num(x2)} {num(y2)}")
    return "".join(parts)


def _tube(canvas: Canvas, x: float, floor: float, tall: float, stone: tuple[str, str, str]) -> None:
    """A square tube in storeys, with a face line on each corner."""
    light, body, edge = stone
    half, storeys = tall * 0.2, 5
    canvas.rect(
        x - half * 0.8,
        floor - tall,
        half * 1.6,
        tall,
        canvas.linear((0, edge), (0.5, body), (1, edge), line=(0, 0, 1, 0)),
    )
    high = tall * 0.9 / storeys
    for i in range(storeys):
        top = floor - tall * 0.95 + i * high
        left = polygon([(x - half, top + 4), (x - 5, top + 4), (x - 5, top + high - 6), (x - half, top + high - 6)])
        right = polygon([(x + 5, top + 4), (x + half, top + 4), (x + half, top + high - 6), (x + 5, top + high - 6)])
        canvas.path(left, canvas.linear((0, body), (1, light), line=(0, 0, 1, 0)))
        canvas.path(right, canvas.linear((0, body), (1, edge), line=(0, 0, 1, 0)))
        lines = "".join(
            trace("M", x - half + 6, top + high * t, "h", half - 17, "M", x + 11, top + high * t, "h", half - 17)
            for t in (0.22, 0.34)
        )
        canvas.path(lines, stroke=edge, width=2.4, opacity=0.8)
        canvas.path(
            specks([(x - half * 0.55, top + high * 0.62), (x + half * 0.55, top + high * 0.62)]),
            stroke=edge,
            width=high * 0.16,
            opacity=0.7,
        )
