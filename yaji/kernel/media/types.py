"""Formats and purposes: what a file may be, and what it may be for."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["image", "painting", "document"]

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """A file format, known by its content: media type and the extension we give it."""

    mime: str
    extension: str
    image: bool


JPEG = Format("image/jpeg", "jpg", image=True)
PNG = Format("image/png", "png", image=True)
WEBP = Format("image/webp", "webp", image=True)
SVG = Format("image/svg+xml", "svg", image=True)
PDF = Format("application/pdf", "pdf", image=False)
CSV = Format("text/csv", "csv", image=False)

FORMATS = {known.mime: known for known in (JPEG, PNG, WEBP, SVG, PDF, CSV)}
#: what a person may upload as a picture; SVG is a program and not among them
PICTURES = (JPEG, PNG, WEBP)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a file is for: the formats it may have, ``limit`` in bytes, and whether its renditions are public.

    Documents are never public, whatever the purpose says: only re-encoded pictures are.
    """

    formats: tuple[Format, ...] = PICTURES
    limit: int = 15 * MIB
    public: bool = True


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture we have written ourselves: its bytes and its size in pixels."""

    content: bytes
    format: Format
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shelved:
    """An encoded picture (or a document as it came) that lies on a shelf under the name ``file``."""

    encoded: Encoded
    file: str
