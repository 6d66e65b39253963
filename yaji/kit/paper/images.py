"""Pixels from SVG, drawn by the renderer inside typst."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Literal

import typst
from PIL import Image

from yaji.kit.paper.press import PaperJam, press

ImageFormat = Literal["webp", "png", "jpeg"]

# One point of the page becomes one pixel of the picture.
_PAGE = b"""
#set page(width: int(sys.inputs.width) * 1pt, height: int(sys.inputs.height) * 1pt, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%, fit: "stretch")
"""
_QUALITY = {"webp": 86, "jpeg": 88}


def rasterise(
    svg: str,
    width: int,
    height: int,
    *,
    fmt: ImageFormat = "webp",
    fonts: Sequence[Path] | None = None,
) -> bytes:
    """Draw an SVG document as a picture of exactly ``width`` by ``height`` pixels.

    Takes trusted SVG only (our own painting). JPEG has no transparency: what is empty becomes white.
    Raises PaperJam for a document that is not well-formed SVG.
    """
    inputs = {"svg": svg, "width": str(width), "height": str(height)}
    with press(fonts).compiler() as compiler:
        try:
            drawn = compiler.compile(_PAGE, format="png", ppi=72, sys_inputs=inputs)
        except typst.TypstError as jam:
            raise PaperJam(f"the picture could not be drawn: {jam.message}") from jam
    png = drawn[0] if isinstance(drawn, list) else drawn
    if not png:
        raise PaperJam("no picture came out")
    return png if fmt == "png" else _recode(png, fmt)


def _recode(png: bytes, fmt: ImageFormat) -> bytes:
    image: Image.Image = Image.open(BytesIO(png))
    if fmt == "jpeg":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A") if "A" in image.getbands() else None)
        image = ground
    out = BytesIO()
    image.save(out, format=fmt.upper(), quality=_QUALITY[fmt], method=4)
    return out.getvalue()
