"""Painting to pixels, for share cards and renditions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from yaji.kit.painting.picture import paint
from yaji.kit.paper import ImageFormat, has_family, rasterise

FAMILY = "Noto Serif SC"


def raster(
    seed: str,
    style: str,
    width: int,
    height: int,
    *,
    title: str = "",
    subtitle: str = "",
    palette: str | None = None,
    fmt: ImageFormat = "webp",
    fonts: Sequence[Path] | None = None,
) -> bytes:
    """Paint as ``paint`` does and return the picture as WebP, PNG or JPEG of exactly that size in pixels.

    Lettering is set in Noto Serif SC, looked for in ``fonts`` (see ``yaji.kit.paper.font_dirs``). Where that family
    is not installed the picture is painted without words: no lettering is better than boxes. Ask
    ``yaji.kit.paper.has_family`` first where the words matter.
    """
    if not has_family(FAMILY, fonts):
        title = subtitle = ""
    svg = paint(seed, style, width, height, title=title, subtitle=subtitle, palette=palette)
    return rasterise(svg, width, height, fmt=fmt, fonts=fonts)
