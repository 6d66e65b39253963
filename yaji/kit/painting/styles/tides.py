"""Rolling water: bands of sea, each with fine lines that follow its crest, and a sun between them."""

from __future__ import annotations

import math
from collections.abc import Callable

from yaji.kit.painting.canvas import Canvas
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.curves import disc, line_of, smooth, specks, under
from yaji.kit.painting.palettes import blend
from yaji.kit.painting.texture import grain

Wave = Callable[[float], float]


def draw(canvas: Canvas) -> None:
    layout, palette, dice = canvas.layout, canvas.palette, canvas.dice
    canvas.wash(canvas.linear((0, palette.ground), (1, palette.haze)))
    sun_r = dice.between(100, 150)
    top = max(
        canvas.h * 0.36 + dice.between(-20, 50), layout.clear + (70 if layout.column or layout.wide else sun_r * 1.25)
    )
    sun_x = layout.x + layout.away * canvas.w * dice.between(0.06, 0.2) * (0.3 if layout.wide else 1)
    sun_y = top + dice.between(-40, 60)
    bands = dice.whole(6, 8)
    behind = dice.whole(1, 2)
    for i in range(bands):
        if i == behind:
            canvas.circle(sun_x, sun_y, sun_r, palette.accent)
        _band(canvas, dice.fork(f"band{i}"), i, bands, top)
    _spray(canvas, top)
    grain(canvas, count=200)


def _band(canvas: Canvas, dice: Dice, i: int, bands: int, top: float) -> None:
    palette = canvas.palette
    share = i / (bands - 1)
    base = top + (canvas.h - top) * (share**1.15) * 0.86
    swell = 44 + 62 * share
    wave = _wave(dice, base, swell)
    step = max(34.0, canvas.w / 40)
    tone = _tone(canvas, i, share)
    canvas.path(under(line_of(canvas.w, step, wave), canvas.h + 10), tone)
    thread = palette.ground if _dark(i) or palette.dark else palette.deep
    gap = 15 + 9 * share
    lines = ""
    for k in range(1, 4 + i % 2):
        lines += smooth(line_of(canvas.w, step * 1.6, _shifted(wave, k * gap, 1 - k * 0.05, base)))
    if palette.dark:
        thread = palette.pale
    canvas.path(lines, stroke=thread, width=2.6 + share * 1.4, opacity=0.55 if _dark(i) else 0.38)


def _dark(i: int) -> bool:
    return i % 3 == 2


def _tone(canvas: Canvas, i: int, share: float) -> str:
    palette = canvas.palette
    if i % 3 == 0:
        return blend(palette.pale, palette.haze, 0.35) if not palette.dark else blend(palette.mid, palette.ground, 0.35)
    if i % 3 == 1:
        return blend(palette.mid, palette.pale, 0.35 * (1 - share))
    return blend(palette.deep, palette.mid, 0.25 * (1 - share))


def _wave(dice: Dice, base: float, swell: float) -> Wave:
    long, phase = dice.between(560, 900), dice.between(0, math.tau)
    short, second = dice.between(250, 360), dice.between(0, math.tau)

    def height(x: float) -> float:
        lift = math.sin(x / long * math.tau + phase)
        curl = math.sin(x / short * math.tau + second) * 0.32
        # Sharper crests than troughs, as water has them.
        return float(base - swell * (1.3 * ((lift + 1) / 2) ** 1.7 - 0.4 + curl))

    return height


def _shifted(wave: Wave, drop: float, damp: float, base: float) -> Wave:
    return lambda x: base + (wave(x) - base) * damp + drop


def _spray(canvas: Canvas, top: float) -> None:
    dice, palette = canvas.dice.fork("spray"), canvas.palette
    x, y = canvas.w * (0.5 - canvas.layout.away * 0.28), top - 30
    dots = [(dice.around(x, 190), dice.around(y, 70)) for _ in range(26)]
    canvas.path(specks(dots), stroke=palette.mid, width=7, opacity=0.5)
    for _ in range(4):
        canvas.path(disc(dice.around(x, 170), dice.around(y, 60), dice.between(5, 10)), palette.mid, opacity=0.5)
