"""Paper: typst templates and data become PDF; SVG becomes pixels. No system library is needed.

A template is a trusted ``.typ`` file; everything a person typed reaches it as data, never as markup.
"""

from __future__ import annotations

from yaji.kit.paper.fonts import font_dirs
from yaji.kit.paper.images import ImageFormat, rasterise
from yaji.kit.paper.press import Attachment, PaperJam, PdfStandard, compile_pdf, has_family

__all__ = [
    "Attachment",
    "ImageFormat",
    "PaperJam",
    "PdfStandard",
    "compile_pdf",
    "font_dirs",
    "has_family",
    "rasterise",
]
