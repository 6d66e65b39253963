"""Generative pictures for posters, cards and share images: same seed, same bytes, on every machine."""

from __future__ import annotations

from yaji.kit.painting.palettes import PALETTES, Palette
from yaji.kit.painting.picture import UnknownPalette, UnknownStyle, paint
from yaji.kit.painting.raster import raster
from yaji.kit.painting.styles import STYLES, Style

__all__ = ["PALETTES", "STYLES", "Palette", "Style", "UnknownPalette", "UnknownStyle", "paint", "raster"]
