"""Share cards and renditions: exact size, real formats, words only where the font is."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image, ImageChops

from yaji.kit.painting import raster
from yaji.kit.paper import PaperJam, has_family, rasterise


@pytest.mark.parametrize("fmt", ["webp", "png", "jpeg"])
def test_a_share_card_has_its_exact_size_and_format(fmt: Literal["webp", "png", "jpeg"]) -> None:
    picture = Image.open(BytesIO(raster("x", "mountains", 1200, 630, fmt=fmt)))
    assert picture.size == (1200, 630)
    assert picture.format == fmt.upper()
    assert len(picture.convert("RGB").resize((60, 30)).getcolors(1800) or []) > 50


def test_same_seed_same_pixels() -> None:
    assert raster("x", "hexes", 400, 210, fmt="png") == raster("x", "hexes", 400, 210, fmt="png")


def test_without_the_font_there_are_no_words_and_no_boxes() -> None:
    """The picture is the one painted without a title, not one with missing glyphs."""
    nowhere: list[Path] = []
    bare = raster("x", "enso", 400, 500, fmt="png", fonts=nowhere)
    assert raster("x", "enso", 400, 500, title="牡丹亭", fmt="png", fonts=nowhere) == bare


@pytest.mark.skipif(not has_family("Noto Serif SC"), reason="needs the front end's fonts: npm ci in frontend/")
def test_with_the_font_the_title_is_drawn() -> None:
    one = Image.open(BytesIO(raster("x", "enso", 400, 500, title="牡丹亭", fmt="png"))).convert("RGB")
    other = Image.open(BytesIO(raster("x", "enso", 400, 500, title="长生殿", fmt="png"))).convert("RGB")
    assert ImageChops.difference(one, other).getbbox() is not None


def test_what_is_not_svg_is_refused() -> None:
    with pytest.raises(PaperJam):
        rasterise("<html>no</html", 100, 100)
