"""The surface: collects shapes and writes them as one self-contained SVG document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from xml.sax.saxutils import escape

from yaji.kit.painting.chance import Dice
from yaji.kit.painting.layout import Layout
from yaji.kit.painting.palettes import Palette

SERIF = "'Noto Serif SC','Source Han Serif SC','Noto Serif CJK SC','Songti SC',Georgia,serif"

LATIN = "Georgia,'Libertinus Serif',serif"

_QUOTES = re.compile("[‘’“”]+")

Stop = tuple[float, str] | tuple[float, str, float]


def num(value: float) -> str:
    """A coordinate to a tenth of a unit, as short as it can be written."""
    text = f"{value:.1f}"
    if text.endswith(".0"):
        text = text[:-2]
    return "0" if text == "-0" else text


def plain(text: str, limit: int) -> str:
    """The text without characters XML forbids, on one line, cut to ``limit`` characters."""
    kept = "".join(
        ch if ch.isprintable() and not 0xD800 <= ord(ch) <= 0xDFFF and ord(ch) not in (0xFFFE, 0xFFFF) else " "
        for ch in text[: limit * 4]
    )
    kept = " ".join(kept.split())
    return kept if len(kept) <= limit else kept[: limit - 1].rstrip() + "…"


class Canvas:
    """A picture in the making. The short side is 1,000 units, whatever the size in pixels."""

    def __init__(self, *, key: str, layout: Layout, palette: Palette, dice: Dice) -> None:
        self.layout = layout
        self.w = layout.w
        self.h = layout.h
        self.palette = palette
        self.dice = dice
        self.lettering = palette.ink
        self._defs: list[str] = []
        self._body: list[str] = []
        # Ids must differ between pictures that stand in one page.
        self._prefix = "p" + sha256(key.encode("utf-8", "replace")).hexdigest()[:8]

    def _define(self, template: str) -> str:
        name = f"{self._prefix}-{len(self._defs)}"
        self._defs.append(template.replace("@", name, 1))
        return name

    def linear(
        self,
        *stops: Stop,
        line: tuple[float, float, float, float] = (0, 0, 0, 1),
        absolute: bool = False,
    ) -> str:
        """A linear gradient as a fill value.

        ``line`` is x1, y1, x2, y2 as shares of the shape, or in units when ``absolute``.
        """
        x1, y1, x2, y2 = (f"{v:.3g}" if not absolute else num(v) for v in line)
        units = ' gradientUnits="userSpaceOnUse"' if absolute else ""
        name = self._define(
            f'<linearGradient id="@" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"{units}>{_stops(stops)}</linearGradient>'
        )
        return f"url(#{name})"

    def radial(
        self,
        *stops: Stop,
        centre: tuple[float, float, float] = (0.5, 0.5, 0.5),
        absolute: bool = False,
    ) -> str:
        """A radial gradient as a fill value; ``centre`` is x, y and radius."""
        x, y, r = (f"{v:.3g}" if not absolute else num(v) for v in centre)
        units = ' gradientUnits="userSpaceOnUse"' if absolute else ""
        name = self._define(f'<radialGradient id="@" cx="{x}" cy="{y}" r="{r}"{units}>{_stops(stops)}</radialGradient>')
        return f"url(#{name})"

    def path(
        self,
        d: str,
        fill: str = "none",
        *,
        stroke: str = "",
        width: float = 0,
        opacity: float = 1,
        evenodd: bool = False,
        butt: bool = False,
    ) -> None:
        """A path, filled or stroked (round ends and joins unless ``butt``)."""
        self._add(f'<path d="{d}"', fill, stroke, width, opacity, evenodd=evenodd, round_ends=not butt)

    def circle(
        self,
        x: float,
        y: float,
        r: float,
        fill: str = "none",
        *,
        stroke: str = "",
        width: float = 0,
        opacity: float = 1,
    ) -> None:
        self._add(f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(max(r, 0))}"', fill, stroke, width, opacity)

    def rect(self, x: float, y: float, w: float, h: float, fill: str, *, radius: float = 0, opacity: float = 1) -> None:
        corner = f' rx="{num(radius)}"' if radius else ""
        head = f'<rect x="{num(x)}" y="{num(y)}" width="{num(max(w, 0))}" height="{num(max(h, 0))}"{corner}'
        self._add(head, fill, "", 0, opacity)

    def wash(self, fill: str) -> None:
        """Cover the whole picture."""
        self.rect(0, 0, self.w, self.h, fill)

    def text(
        self, content: str, x: float, y: float, size: float, fill: str, *, look: str = "", opacity: float = 1
    ) -> None:
        """One line of lettering; ``look`` holds further presentation attributes."""
        faint = f' opacity="{opacity:.2g}"' if opacity < 1 else ""
        self._body.append(
            f'<text x="{num(x)}" y="{num(y)}" font-family="{SERIF}" font-size="{num(size)}" fill="{fill}"{look}{faint}>'
            f"{_narrow_quotes(content)}</text>"
        )

    @contextmanager
    def clipped(self, d: str, *, evenodd: bool = False) -> Iterator[None]:
        """What is drawn inside shows only within the path."""
        rule = ' clip-rule="evenodd"' if evenodd else ""
        name = self._define(f'<clipPath id="@"><path d="{d}"{rule}/></clipPath>')
        self._body.append(f'<g clip-path="url(#{name})">')
        yield
        self._body.append("</g>")

    @contextmanager
    def group(self, *, opacity: float = 1, transform: str = "") -> Iterator[None]:
        """Shapes that fade or move together."""
        faint = f' opacity="{opacity:.2g}"' if opacity < 1 else ""
        moved = f' transform="{transform}"' if transform else ""
        self._body.append(f"<g{faint}{moved}>")
        yield
        self._body.append("</g>")

    def _add(
        self,
        head: str,
        fill: str,
        stroke: str,
        width: float,
        opacity: float,
        *,
        evenodd: bool = False,
        round_ends: bool = False,
    ) -> None:
        parts = [head, f' fill="{fill}"']
        if stroke:
            parts.append(f' stroke="{stroke}" stroke-width="{num(width)}"')
            if round_ends:
                parts.append(' stroke-linecap="round" stroke-linejoin="round"')
        if opacity < 1:
            parts.append(f' opacity="{opacity:.2g}"')
        if evenodd:
            parts.append(' fill-rule="evenodd"')
        self._body.append("".join(parts) + "/>")

    def svg(self, width: int, height: int, name: str) -> str:
        """The finished document, ``width`` by ``height`` pixels, named for those who cannot see it."""
        title = f"<title>{escape(name)}</title>" if name else ""
        hidden = ' role="img"' if name else ' aria-hidden="true"'
        defs = f"<defs>{''.join(self._defs)}</defs>" if self._defs else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {num(self.w)} {num(self.h)}"{hidden}>{title}{defs}{"".join(self._body)}</svg>'
        )


def _narrow_quotes(content: str) -> str:
    """Escaped text; curly quotes beside letters come from a Latin face, for a Chinese one draws them a square wide."""
    if any(ord(ch) >= 0x2E80 for ch in content):
        return escape(content)
    return _QUOTES.sub(rf'<tspan font-family="{LATIN}">\g<0></tspan>', escape(content))


def _stops(stops: Sequence[Stop]) -> str:
    parts = []
    for stop in stops:
        faint = f' stop-opacity="{stop[2]:.2g}"' if len(stop) == 3 else ""
        parts.append(f'<stop offset="{stop[0]:.2g}" stop-color="{stop[1]}"{faint}/>')
    return "".join(parts)
