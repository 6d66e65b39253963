"""Painting: from a seed and a style to an SVG document."""

from __future__ import annotations

from yaji.kit.painting.canvas import Canvas, plain
from yaji.kit.painting.chance import Dice
from yaji.kit.painting.layout import arrange, units
from yaji.kit.painting.lettering import compose, letter
from yaji.kit.painting.palettes import PALETTES
from yaji.kit.painting.styles import STYLES

SMALLEST, LARGEST, STEEPEST = 16, 8000, 6


class UnknownStyle(ValueError):
    """No style of that name."""


class UnknownPalette(ValueError):
    """No palette of that name."""


def paint(
    seed: str,
    style: str,
    width: int,
    height: int,
    *,
    title: str = "",
    subtitle: str = "",
    palette: str | None = None,
) -> str:
    """Paint a picture of ``width`` by ``height`` pixels and return it as a self-contained SVG document.

    The seed decides composition and, unless ``palette`` names one, the colours. With a title (or subtitle) the
    composition leaves a quiet part and sets it there; two to eight Chinese characters may stand upright. The
    document holds no script, no style attribute, no embedded or foreign content and no reference outside itself;
    its ids are unique to the picture, so several may stand in one page. It takes at most 40 KB.

    Raises UnknownStyle, UnknownPalette, or ValueError for a size outside 16 to 8,000 pixels or steeper than 6 to 1.
    """
    if style not in STYLES:
        raise UnknownStyle(style)
    if palette is not None and palette not in PALETTES:
        raise UnknownPalette(palette)
    _check(width, height)
    brush = STYLES[style]
    dice = Dice(f"{style}\x1f{seed}")
    colours = PALETTES[palette or dice.fork("palette").pick(brush.palettes)]
    heading = plain(title, 120)
    w, h = units(width, height)
    where = dice.fork("layout")
    words = compose(heading, plain(subtitle, 160), w, h, column=where.chance(0.5))
    layout = arrange(w, h, block=words.height, column=words.column, liking=brush.liking, high=brush.high, dice=where)
    key = "\x1f".join((seed, style, str(width), str(height), title, subtitle, palette or ""))
    canvas = Canvas(key=key, layout=layout, palette=colours, dice=dice)
    brush.draw(canvas)
    letter(canvas, words)
    return canvas.svg(width, height, heading)


def _check(width: int, height: int) -> None:
    small, large = min(width, height), max(width, height)
    if small < SMALLEST or large > LARGEST or large > small * STEEPEST:
        raise ValueError(f"cannot paint {width} by {height} pixels")
