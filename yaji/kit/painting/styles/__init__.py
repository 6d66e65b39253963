"""The styles by name. Each module holds one way of painting and leaves the places it names quiet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from yaji.kit.painting.canvas import Canvas
from yaji.kit.painting.layout import Place
from yaji.kit.painting.styles import (
    arcs,
    dunes,
    enso,
    fan,
    field,
    hexes,
    jade,
    lanterns,
    mountains,
    papercut,
    peony,
    staves,
    strings,
    tides,
)


@dataclass(frozen=True)
class Style:
    """How to paint: the brush, the palettes it likes and the places it can leave to lettering.

    ``high`` marks scenes whose quiet part, in a wide picture, is the sky.
    """

    draw: Callable[[Canvas], None]
    palettes: tuple[str, ...]
    liking: tuple[Place, ...]
    high: bool = False


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "mountains": Style(
            mountains.draw, ("paper", "mist", "dawn", "indigo", "jade", "rose"), ("head", "left", "right"), high=True
        ),
        "peony": Style(peony.draw, ("vermilion", "plum", "ink", "pine", "rose", "jade"), ("foot", "left", "right")),
        "fan": Style(fan.draw, ("vermilion", "gold", "pine", "night", "paper", "rose"), ("foot", "left", "right")),
        "tides": Style(
            tides.draw, ("indigo", "mist", "paper", "night", "jade", "dawn"), ("head", "left", "right"), high=True
        ),
        "strings": Style(
            strings.draw, ("ink", "vermilion", "paper", "night", "gold", "plum"), ("foot", "left", "right")
        ),
        "staves": Style(staves.draw, ("paper", "dawn", "jade", "indigo", "gold", "rose"), ("foot", "head", "left")),
        "arcs": Style(
            arcs.draw, ("paper", "vermilion", "indigo", "gold", "pine", "mist", "rose"), ("foot", "left", "right")
        ),
        "dunes": Style(dunes.draw, ("plum", "night", "ink", "dawn", "gold"), ("head", "left", "right"), high=True),
        "pitch": Style(field.draw_pitch, ("pine", "jade", "night"), ("foot", "left")),
        "court": Style(field.draw_court, ("gold", "vermilion", "plum", "dawn"), ("foot", "left")),
        "jade": Style(jade.draw, ("jade", "paper", "mist", "pine", "indigo", "gold"), ("foot", "left", "right")),
        "hexes": Style(hexes.draw, ("plum", "night", "ink"), ("foot", "left", "right")),
        "papercut": Style(papercut.draw, ("paper", "vermilion", "gold", "dawn", "mist"), ("foot", "left", "right")),
        "enso": Style(enso.draw, ("paper", "mist", "gold", "vermilion", "ink", "indigo"), ("foot", "left", "right")),
        "lanterns": Style(lanterns.draw, ("night", "plum", "ink", "pine"), ("foot", "left", "right"), high=True),
    }
)
