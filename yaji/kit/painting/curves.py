"""Lines and outlines as SVG path data."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from yaji.kit.painting.canvas import num
from yaji.kit.painting.chance import Dice

Point = tuple[float, float]


def polar(x: float, y: float, r: float, angle: float) -> Point:
    """The point at the angle (radians, clockwise from three o'clock) and distance from a centre."""
    return x + r * math.cos(angle), y + r * math.sin(angle)


def pair(point: Point) -> str:
    second = num(point[1])
    return num(point[0]) + (second if second.startswith("-") else " " + second)


def polygon(points: Iterable[Point]) -> str:
    """A closed outline with straight sides."""
    return "M" + "L".join(pair(p) for p in points) + "Z"


def polyline(points: Iterable[Point]) -> str:
    return "M" + "L".join(pair(p) for p in points)


def smooth(points: Sequence[Point], *, closed: bool = False, tension: float = 1.0) -> str:
    """A soft line through all points (Catmull-Rom written as Bézier curves)."""
    count = len(points)
    parts = ["M" + pair(points[0])]
    for i in range(count if closed else count - 1):
        before = points[i - 1] if closed or i else points[0]
        here, there = points[i], points[(i + 1) % count]
        after = points[(i + 2) % count] if closed or i + 2 < count else there
        one = (here[0] + (there[0] - before[0]) * tension / 6, here[1] + (there[1] - before[1]) * tension / 6)
        two = (there[0] - (after[0] - here[0]) * tension / 6, there[1] - (after[1] - here[1]) * tension / 6)
        # "S" mirrors the handle before it, which is just what an even Catmull-Rom line asks for.
        parts.append(f"S{pair(two)} {pair(there)}" if i else f"C{pair(one)} {pair(two)} {pair(there)}")
    return "".join(parts) + ("Z" if closed else "")


def under(points: Sequence[Point], floor: float) -> str:
    """The area between a soft line and a level below it."""
    return f"{smooth(points)}V{num(floor)}H{num(points[0][0])}Z"


def disc(x: float, y: float, r: float) -> str:
    """A circle as path data, for use in clips and cut-outs."""
    return f"M{num(x - r)} {num(y)}a{num(r)} {num(r)} 0 1 1 {num(2 * r)} 0a{num(r)} {num(r)} 0 1 1 {num(-2 * r)} 0Z"


def arc(x: float, y: float, r: float, start: float, end: float) -> str:
    """An open arc clockwise from one angle to another (radians)."""
    large = 1 if end - start > math.pi else 0
    return f"M{pair(polar(x, y, r, start))}A{num(r)} {num(r)} 0 {large} 1 {pair(polar(x, y, r, end))}"


def sector(x: float, y: float, inner: float, outer: float, start: float, end: float) -> str:
    """A piece of a ring."""
    large = 1 if end - start > math.pi else 0
    return (
        f"M{pair(polar(x, y, outer, start))}A{num(outer)} {num(outer)} 0 {large} 1 {pair(polar(x, y, outer, end))}"
        f"L{pair(polar(x, y, inner, end))}A{num(inner)} {num(inner)} 0 {large} 0 {pair(polar(x, y, inner, start))}Z"
    )


def ribbon(points: Sequence[Point], widths: Sequence[float]) -> str:
    """A stroke whose width changes along the way, as a brush leaves it."""
    left: list[Point] = []
    right: list[Point] = []
    last = len(points) - 1
    for i, (x, y) in enumerate(points):
        ax, ay = points[max(i - 1, 0)]
        bx, by = points[min(i + 1, last)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        nx, ny = -(by - ay) / length * widths[i] / 2, (bx - ax) / length * widths[i] / 2
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return smooth([*left, *reversed(right)], closed=True)


def noise(dice: Dice, cell: float) -> Callable[[float], float]:
    """A soft random function of one coordinate, between -1 and 1, that wavers once per cell."""
    lattice = [dice.between(-1, 1) for _ in range(257)]

    def value(x: float) -> float:
        place = x / cell
        index = math.floor(place)
        share = place - index
        share = share * share * (3 - 2 * share)
        return lattice[index % 257] * (1 - share) + lattice[(index + 1) % 257] * share

    return value


def line_of(width: float, step: float, height: Callable[[float], float], margin: float = 20) -> list[Point]:
    """Points of a function from edge to edge of the picture."""
    count = math.ceil((width + 2 * margin) / step)
    return [
        (-margin + i * (width + 2 * margin) / count, height(-margin + i * (width + 2 * margin) / count))
        for i in range(count + 1)
    ]


def specks(dots: Iterable[Point]) -> str:
    """Many tiny dots as one path, to be stroked with round ends."""
    return "".join(f"M{pair((round(x), round(y)))}h.1" for x, y in dots)


def scatter(dice: Dice, count: int, w: float, h: float, x: float = 0, y: float = 0) -> list[Point]:
    """Points strewn evenly over a rectangle."""
    return [(dice.between(x, x + w), dice.between(y, y + h)) for _ in range(count)]


def trace(*parts: str | float) -> str:
    """Path data from commands and numbers: ``trace("M", 10, 20, "h", 5, "Z")``."""
    written: list[str] = []
    for part in parts:
        if isinstance(part, str):
            written.append(part)
            continue
        text = num(part)
        glued = not written or written[-1][-1].isalpha() or text.startswith("-")
        written.append(text if glued else " " + text)
    return "".join(written)
