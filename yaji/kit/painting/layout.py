"""Where the motif stands and where the lettering has room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from yaji.kit.painting.chance import Dice

Place = Literal["none", "head", "foot", "left", "right"]

SHORT = 1000.0
MARGIN = 78.0


@dataclass(frozen=True)
class Layout:
    """A composition in units (short side 1,000).

    ``x``, ``y`` and ``r`` are the centre and the reach of the main motif. ``place`` is the side the lettering
    keeps to; ``clear`` is the level where its quiet part ends (seen from the top for "head" and for a column,
    from the bottom for "foot"). ``away`` is -1 or 1, the horizontal side where a second accent balances the
    picture. ``high`` says that lettering in a wide picture stands at the top.
    """

    w: float
    h: float
    place: Place
    x: float
    y: float
    r: float
    away: int
    clear: float
    column: bool = False
    high: bool = False

    @property
    def wide(self) -> bool:
        return is_wide(self.w, self.h)


def is_wide(w: float, h: float) -> bool:
    return w > h * 1.25


def units(width: int, height: int) -> tuple[float, float]:
    """Width and height in units."""
    scale = SHORT / min(width, height)
    return width * scale, height * scale


def arrange(
    w: float, h: float, *, block: float, column: bool, liking: Sequence[Place], high: bool, dice: Dice
) -> Layout:
    """Choose a composition for a picture of ``w`` by ``h`` units.

    ``block`` is the height of the lettering (0: there is none); ``column`` says that it stands upright;
    ``liking`` lists the places a style can leave quiet, ``high`` says that in a wide picture it is the upper part.
    """
    if block <= 0:
        return _bare(w, h, dice)
    if is_wide(w, h):
        return _wide(w, h, block if high else 0.0, liking, dice)
    if column:
        return _column(w, h, block, dice)
    place: Place = dice.pick([p for p in liking if p in ("head", "foot")] or ["foot"])
    taken = block + MARGIN + 30
    room = h - taken
    middle = taken + room * 0.47 if place == "head" else room * 0.53
    reach = min(w * 0.38, room * 0.42)
    return Layout(w, h, place, w / 2, middle, reach, dice.sign(), taken if place == "head" else room)


def _bare(w: float, h: float, dice: Dice) -> Layout:
    """Nothing but the motif; in a long strip it stands off the middle and runs over the edges."""
    side = dice.sign()
    if w > h * 2.2:
        return Layout(w, h, "none", w * (0.5 + 0.17 * side), h / 2, h * 0.56, side, 0)
    return Layout(w, h, "none", w / 2, h / 2, min(w, h) * 0.38, side, 0)


def _wide(w: float, h: float, sky: float, liking: Sequence[Place], dice: Dice) -> Layout:
    place: Place = dice.pick([p for p in liking if p in ("left", "right")] or ["left"])
    x = w * (0.71 if place == "left" else 0.29)
    reach = min(h * 0.4, w * 0.24)
    return Layout(w, h, place, x, h / 2, reach, 1 if place == "left" else -1, sky and sky + MARGIN, high=sky > 0)


def _column(w: float, h: float, block: float, dice: Dice) -> Layout:
    side = dice.sign()
    reach = min(w * 0.35, h * 0.3)
    place: Place = "right" if side > 0 else "left"
    return Layout(w, h, place, w * (0.5 - 0.09 * side), h * 0.6, reach, -side, block + MARGIN, column=True)
