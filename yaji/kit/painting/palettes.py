"""The colours: paper and ink, with vermilion, jade, indigo, plum and gold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Palette:
    """Eight colours with fixed roles, as ``#rrggbb``.

    ``ink`` is the colour of lettering and always reads on ``ground`` and on ``haze`` (at least 4.5:1).
    ``deep``, ``mid`` and ``pale`` carry the motif from dark to light; ``accent`` is the one loud colour.
    """

    ground: str
    haze: str
    ink: str
    deep: str
    mid: str
    pale: str
    accent: str
    gold: str
    dark: bool = False


PALETTES: Mapping[str, Palette] = MappingProxyType(
    {
        "paper": Palette("#f6efe0", "#ebdfc7", "#1d1a16", "#274b52", "#6f8f8c", "#c6d0c2", "#d23f2a", "#b3822a"),
        "mist": Palette("#eef0ea", "#dbe3df", "#1b2326", "#2f4858", "#7f9aa3", "#c3d1d3", "#d23f2a", "#b08a3c"),
        "dawn": Palette("#f8e6d2", "#f3cdb0", "#2a1a1c", "#6b2f45", "#b5606a", "#ebbba6", "#c8331f", "#c48b2f"),
        "jade": Palette("#eaf1e6", "#d5e4d5", "#14261d", "#1f5c44", "#5fa583", "#b5d8c1", "#d23f2a", "#b3822a"),
        "indigo": Palette("#ece7d9", "#dadbd4", "#16233f", "#2c4f86", "#6f8fbf", "#bccbdf", "#d23f2a", "#b3822a"),
        "rose": Palette("#f7e8e3", "#f0d3cf", "#3a1428", "#7b3a68", "#b9739a", "#e8bfcc", "#c8331f", "#b3822a"),
        "gold": Palette("#ecc873", "#e2b452", "#2a1a0c", "#6e3410", "#b06a1c", "#f8e6b4", "#b62d1d", "#8c5a14"),
        "vermilion": Palette(
            "#b62d1d", "#9b2216", "#fff3e0", "#1d1a16", "#7d160e", "#f7d9a8", "#f2b84b", "#e3ab48", dark=True
        ),
        "plum": Palette(
            "#2c1d2c", "#1d121f", "#f8ebdf", "#170d19", "#7b3a68", "#e7b9c9", "#f0604a", "#f2c9a0", dark=True
        ),
        "night": Palette(
            "#16233f", "#0d1630", "#f4eee2", "#0a1024", "#3f65a6", "#b9cbe6", "#f0604a", "#e3b65b", dark=True
        ),
        "pine": Palette(
            "#143d31", "#0d2c24", "#f1ead6", "#081d17", "#2f7d5e", "#a9d4b8", "#e9a23c", "#d9b25f", dark=True
        ),
        "ink": Palette(
            "#1f1c18", "#12100d", "#f4ead6", "#0b0a08", "#51493d", "#d9cdb6", "#d8452f", "#c79a3f", dark=True
        ),
    }
)


def blend(one: str, other: str, share: float) -> str:
    """The colour that lies ``share`` (0 to 1) of the way from one to the other."""
    mixed = (round(int(one[i : i + 2], 16) * (1 - share) + int(other[i : i + 2], 16) * share) for i in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in mixed)
