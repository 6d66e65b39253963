"""The title: upright columns of characters or level lines, always inside the quiet part of the picture."""

from __future__ import annotations

from dataclasses import dataclass

from yaji.kit.painting.canvas import Canvas
from yaji.kit.painting.layout import MARGIN, is_wide
from yaji.kit.painting.palettes import blend

_CLOSING = "，。、：；！？》」』）”’…,.;:!?)"
_NARROW = "iljtfrI.,;:!'|()[] ·"
_BROAD = "mwMWQO@—"


def is_han(ch: str) -> bool:
    """True for characters that fill a square."""
    code = ord(ch)
    return (
        0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFF60 or 0x20000 <= code <= 0x3FFFF
    )


def can_stand(title: str) -> bool:
    """True if the title may be set as a column: two to eight Chinese characters, nothing else."""
    return 2 <= len(title) <= 8 and all(is_han(ch) and ch not in _CLOSING for ch in title)


def advance(text: str) -> float:
    """The estimated length of a line in ems. Slightly generous, since the reader's font is not known."""
    total = 0.0
    for ch in text:
        if is_han(ch):
            total += 1
        elif ch in _NARROW:
            total += 0.32
        elif ch in _BROAD:
            total += 0.95
        else:
            total += 0.7 if ch.isupper() else 0.56
    return total


def _pieces(text: str) -> list[str]:
    """Words and single characters: the places where a line may break lie between them."""
    pieces: list[str] = []
    for ch in text:
        glued = pieces and (ch in _CLOSING or not (is_han(ch) or is_han(pieces[-1][-1]) or pieces[-1].endswith(" ")))
        if glued:
            pieces[-1] += ch
        else:
            pieces.append(ch)
    return pieces


def wrap(text: str, ems: float) -> list[str]:
    """Lines no longer than ``ems``, filled evenly; a word longer than a line is cut."""
    count = max(1, -int(-advance(text) // ems))
    even = advance(text) / count
    for limit in (even * 1.06, even + 0.6, even + 1, even * 1.3, ems):
        lines = _fill(text, min(limit, ems))
        if len(lines) <= count:
            break
    return lines


def _fill(text: str, ems: float) -> list[str]:
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and advance((lines[-1] + piece).rstrip()) > ems:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [_cut(line.rstrip(), ems) for line in lines if line.strip()]


def _cut(line: str, ems: float) -> str:
    if advance(line) <= ems:
        return line
    while line and advance(line) > ems - 1:
        line = line[:-1]
    return line.rstrip() + "…"


@dataclass(frozen=True)
class Setting:
    """Lines at one size."""

    lines: list[str]
    size: float
    leading: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * self.leading


def fit(text: str, width: float, sizes: tuple[float, ...], most: int, leading: float) -> Setting:
    """The largest of the sizes at which the text takes no more than ``most`` lines; the rest is cut."""
    if not text:
        return Setting([], sizes[-1], leading)
    for size in sizes:
        lines = wrap(text, width / size)
        if len(lines) <= most and not any(line.endswith("…") and not text.endswith("…") for line in lines):
            return Setting(lines, size, leading)
    lines = wrap(text, width / sizes[-1])[:most]
    if sum(map(len, lines)) < len(text.replace(" ", "")) and not lines[-1].endswith("…"):
        lines[-1] = _cut(lines[-1] + "…", width / sizes[-1])
    return Setting(lines, sizes[-1], leading)


@dataclass(frozen=True)
class Words:
    """Title and subtitle, broken into lines for a picture of a given shape."""

    head: Setting
    foot: Setting
    column: bool = False

    @property
    def height(self) -> float:
        """Units from the top of the first line to the bottom of the last (of the column, where it stands)."""
        if self.column:
            return len(self.head.lines) * self.head.size * 1.08
        gap = GAP if self.head.lines and self.foot.lines else 0
        return self.head.height + self.foot.height + gap


GAP = 22.0
_UPRIGHT = {2: 150.0, 3: 140.0, 4: 124.0, 5: 110.0}


def compose(title: str, subtitle: str, w: float, h: float, *, column: bool) -> Words:
    """Break the texts into lines. ``column`` asks for an upright title; it is given where the title can stand."""
    if column and not is_wide(w, h) and can_stand(title):
        size = _UPRIGHT.get(len(title), 94.0)
        return Words(Setting(list(title), size, 1.08), fit(subtitle, w * 0.5, (34, 30, 27), 4, 1.42), column=True)
    wide = is_wide(w, h)
    width = w * 0.40 if wide else w - 2 * MARGIN
    sizes: tuple[float, ...] = (
        (132.0, 116.0, 100.0, 84.0, 70.0, 58.0) if wide else (128.0, 112.0, 96.0, 80.0, 66.0, 54.0)
    )
    short = can_stand(title)
    if short:
        # A few characters can be large: they say as much as a line of letters.
        sizes = (176.0, 156.0, 140.0, 128.0, 112.0, 100.0, 90.0)
    return Words(fit(title, width, sizes, 1 if short else 3, 1.2), fit(subtitle, width, (36, 32, 28), 3, 1.42))


def letter(canvas: Canvas, words: Words) -> None:
    """Set the words in the quiet part that the layout keeps."""
    if words.column:
        _column(canvas, words)
    elif words.height:
        _level(canvas, words)


def _level(canvas: Canvas, words: Words) -> None:
    layout, head, foot = canvas.layout, words.head, words.foot
    x, at_top = MARGIN, layout.place == "head"
    if layout.wide:
        at_top = layout.high
        x = MARGIN if layout.place == "left" else layout.w - MARGIN - layout.w * 0.40
    y = MARGIN - 16 if at_top else layout.h - MARGIN - words.height + 10
    for line in head.lines:
        y += head.size * head.leading
        canvas.text(line, x, y - head.size * 0.24, head.size, canvas.lettering, look=' font-weight="600"')
    y += GAP if head.lines and foot.lines else 0
    for line in foot.lines:
        y += foot.size * foot.leading
        canvas.text(line, x, y - foot.size * 0.35, foot.size, canvas.lettering, look=' font-weight="500"', opacity=0.88)


def _column(canvas: Canvas, words: Words) -> None:
    layout, size, foot = canvas.layout, words.head.size, words.foot
    right = layout.place == "right"
    x = layout.w - MARGIN - size if right else MARGIN
    y = MARGIN + size * 0.86
    for ch in words.head.lines:
        canvas.text(ch, x, y, size, canvas.lettering, look=' font-weight="600"')
        y += size * 1.08
    _seal(canvas, x + size / 2, y - size * 0.42)
    line_y = MARGIN + foot.size * 0.95
    look = ' font-weight="500"' + ("" if right else ' text-anchor="end"')
    for line in foot.lines:
        canvas.text(
            line, MARGIN if right else layout.w - MARGIN, line_y, foot.size, canvas.lettering, look=look, opacity=0.88
        )
        line_y += foot.size * foot.leading


def _seal(canvas: Canvas, x: float, y: float) -> None:
    """A small square seal without words: the carver's strokes only."""
    palette, dice = canvas.palette, canvas.dice.fork("seal")
    side = 46.0
    fill = palette.accent
    canvas.rect(x - side / 2, y - side / 2, side, side, fill, radius=7)
    cut = blend(palette.ground, "#ffffff", 0.5) if not palette.dark else palette.deep
    left, top = x - side / 2 + 10, y - side / 2 + 10
    d = "".join(
        f"M{left:.0f} {top + row * 8.6:.0f}h{26 if dice.chance(0.6) else 11}"
        + (f"M{left + 16:.0f} {top + row * 8.6:.0f}h10" if dice.chance(0.4) else "")
        for row in range(4)
    )
    d += f"M{left + dice.pick((5, 13, 21)):.0f} {top:.0f}v26"
    canvas.path(d, stroke=cut, width=3.6, butt=True)
