"""The press: warm typst compilers, one for each thread that prints at the same time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Literal

import typst

from yaji.kit.paper.fonts import font_dirs

PdfStandard = Literal["1.7", "2.0", "a-2a", "a-2b", "a-2u", "a-3a", "a-3b", "a-3u", "a-4", "a-4f", "ua-1"]

# The template stays a file of its own and data stays data: nothing is ever pasted into typst source.
_MAIN = b"""
#let attached = json(bytes(sys.inputs.attachments))
#for one in attached {
  pdf.attach(
    one.name,
    bytes(one.content),
    relationship: one.relationship,
    mime-type: one.mime,
    description: one.description,
  )
}
#include sys.inputs.template
"""
_PLAIN = b"#include sys.inputs.template"


class PaperJam(RuntimeError):
    """The template could not be printed with that data. The message says where; it holds no data."""


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF. ``relationship`` is the PDF/A-3 term: how it relates to the page."""

    name: str
    content: bytes
    mime: str
    description: str = ""
    relationship: Literal["source", "data", "alternative", "supplement"] = "data"


class Press:
    """Compilers that share one set of fonts. A compiler serves one thread at a time, so they are lent out."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder) for folder in folders]
        )
        self.families = frozenset(self._fonts.families())
        self._idle: list[typst.Compiler] = []
        self._lock = Lock()

    @contextmanager
    def compiler(self) -> Iterator[typst.Compiler]:
        """A compiler that nobody else uses meanwhile."""
        with self._lock:
            lent = self._idle.pop() if self._idle else None
        lent = lent or typst.Compiler(font_paths=self._fonts, ignore_system_fonts=True)
        try:
            yield lent
        finally:
            with self._lock:
                self._idle.append(lent)


@lru_cache(maxsize=4)
def _press(folders: tuple[Path, ...]) -> Press:
    return Press(folders)


def press(fonts: Sequence[Path] | None = None) -> Press:
    """The press that has the fonts of these folders (default: ``font_dirs()``). Opened once, then kept warm."""
    return _press(font_dirs() if fonts is None else tuple(fonts))


def has_family(family: str, fonts: Sequence[Path] | None = None) -> bool:
    """True if the press can set text in the family."""
    return family in press(fonts).families


def compile_pdf(
    template: Path | str,
    data: Mapping[str, object],
    *,
    fonts: Sequence[Path] | None = None,
    attachments: Sequence[Attachment] = (),
    standard: PdfStandard | None = None,
    produced: datetime | None = None,
) -> bytes:
    """Print the template with the data and return the PDF.

    The template reads ``json(bytes(sys.inputs.data))``; ``data`` must be JSON-ready (strings, finite numbers, lists,
    mappings). It may read files only from its own folder. ``produced``, an aware time, is written into the document:
    same template, data, fonts and time give the same bytes. Attachments need PDF/A-3, PDF/A-4f or no standard.

    Raises PaperJam when the template or its data does not fit, FileNotFoundError for a missing template.
    """
    path = Path(template).resolve(strict=True)
    inputs = {
        "template": f"/{path.name}",
        "data": json.dumps(data, ensure_ascii=False, allow_nan=False),
        "attachments": json.dumps([_plain(one) for one in attachments], ensure_ascii=False),
    }
    with press(fonts).compiler() as compiler:
        try:
            printed = compiler.compile(
                _MAIN if attachments else _PLAIN,
                format="pdf",
                root=str(path.parent),
                sys_inputs=inputs,
                pdf_standards=[standard] if standard else [],
                timestamp=produced,
            )
        except typst.TypstError as jam:
            raise PaperJam(f"{path.name}: {jam.message}") from jam
    if not isinstance(printed, bytes):
        raise PaperJam(f"{path.name}: no PDF came out")
    return printed


def _plain(one: Attachment) -> dict[str, object]:
    return {
        "name": one.name,
        "content": list(one.content),
        "mime": one.mime,
        "description": one.description,
        "relationship": one.relationship,
    }
