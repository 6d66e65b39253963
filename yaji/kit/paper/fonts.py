"""Where the fonts for paper and painted pictures are found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_PACKAGE = Path("node_modules/@expo-google-fonts/noto-serif-sc")
_ROOT = Path(__file__).resolve().parents[3]


def font_dirs(extra: Sequence[Path | str] = ()) -> tuple[Path, ...]:
    """Folders with TTF or OTF files: those given, then the front end's Noto Serif SC where it is installed.

    Folders that do not exist are left out, so the answer may be empty; ask ``has_family`` before relying on a
    family. Callers that run under settings pass their configured folders as ``extra``.
    """
    places = [*(Path(place) for place in extra), _ROOT / "frontend" / _PACKAGE]
    return tuple(dict.fromkeys(place.resolve() for place in places if place.is_dir()))
