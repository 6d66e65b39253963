"""In which sizes a picture is shown, and which of them are made while the person waits."""

from yaji.kernel.media import pictures
from yaji.kernel.media.types import FORMATS, JPEG, PNG, WEBP, Encoded, Format

#: rendition widths in pixels: phones, cards, columns, full width, full width on dense screens
WIDTHS = (320, 640, 960, 1280, 1920, 2560)
#: up to this width a rendition is made at upload, so that a picture can be shown at once
PROMPT = 640
#: widths that also come in a format every mail program and share card knows
FALLBACKS = (640, 1280)


def at_once(width: int) -> list[int]:
    """Widths made at upload for a picture ``width`` pixels wide: small ones, or its own if it is small itself."""
    return [small for small in WIDTHS if small <= min(width, PROMPT)] or [width]


def later(width: int) -> list[int]:
    """Widths left to the job. A picture is never enlarged; one between two widths is also shown at its own."""
    wider = [large for large in WIDTHS if PROMPT < large <= width]
    largest = max([*wider, *at_once(width)])
    return [*wider, width] if largest < width < WIDTHS[-1] else wider


def make(original: bytes, mime: str, widths: list[int]) -> list[Encoded]:
    """The renditions of ``original`` in ``widths``: WebP, and for some also JPEG (PNG where there is transparency)."""
    if not widths:
        return []
    fallback = PNG if pictures.has_alpha(original) else JPEG
    return pictures.shrink(original, FORMATS[mime], {width: _formats(width, widths, fallback) for width in widths})


def _formats(width: int, widths: list[int], fallback: Format) -> list[Format]:
    alone = len(widths) == 1 and width < PROMPT
    return [WEBP, fallback] if width in FALLBACKS or alone else [WEBP]
