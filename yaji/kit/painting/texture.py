"""Surface: the grain of paper and other quiet marks that keep flat colour alive."""

from __future__ import annotations

from yaji.kit.painting.canvas import Canvas
from yaji.kit.painting.curves import scatter, specks


def grain(canvas: Canvas, *, count: int = 260) -> None:
    """A scatter of fibres and dust, light and dark, over the whole picture."""
    dice = canvas.dice.fork("grain")
    dark, light = ("#000000", "#ffffff")
    canvas.path(specks(scatter(dice, count, canvas.w, canvas.h)), stroke=dark, width=2.4, opacity=0.07)
    canvas.path(specks(scatter(dice, count, canvas.w, canvas.h)), stroke=light, width=2.8, opacity=0.16)


def glow(canvas: Canvas, x: float, y: float, r: float, colour: str, strength: float = 0.5) -> None:
    """A soft light around a point."""
    fill = canvas.radial((0, colour, strength), (0.45, colour, strength * 0.4), (1, colour, 0))
    canvas.circle(x, y, r, fill)


def veil(canvas: Canvas, tone: str, *, soft: float = 250) -> None:
    """Calm ground under the lettering, fading into the picture over ``soft`` units."""
    layout, w, h = canvas.layout, canvas.w, canvas.h
    if layout.place == "foot":
        top = layout.clear - soft
        fill = canvas.linear((0, tone, 0), (soft / (h - top), tone, 0.96), (1, tone))
        canvas.rect(0, top, w, h - top, fill)
    elif layout.column:
        high = layout.clear * 0.9
        canvas.rect(0, 0, w, high, canvas.linear((0, tone), (0.4, tone, 0.9), (1, tone, 0)))
    elif layout.place in ("left", "right"):
        width = w * 0.6
        ends = (0, 0, 1, 0) if layout.place == "left" else (1, 0, 0, 0)
        fill = canvas.linear((0, tone), (0.55, tone, 0.93), (1, tone, 0), line=ends)
        canvas.rect(0 if layout.place == "left" else w - width, 0, width, h, fill)
