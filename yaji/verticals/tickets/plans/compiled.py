"""A plan made ready for use: every seat with its place on the map, neighbours, zone and labels.

Positions are the numbers by which the inventory knows the seats: sections in the order of the document, rows
from the stage, seats from left to right. The order is part of the promise of a plan version.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from yaji.kit.text import LocalText
from yaji.verticals.tickets import words
from yaji.verticals.tickets.plans.format import ListSection, PlanDocument, SeatSection, StandingSection

#: seats further apart than this many times the row's usual distance have something between them
GAP = 1.45
#: places kept for those who need them
KEPT, KEPT_ZONE = ("accessible", "companion"), 255
#: centimetres that a seat with a restricted view counts further back
RESTRICTED = 600


@dataclass(frozen=True, slots=True)
class Row:
    """Seats ``first`` to ``first + count - 1``; ``section`` is the index of its section."""

    section: int
    label: str
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Area:
    """Counted places; drawn as a rectangle (x, y, width, depth)."""

    key: str
    name: LocalText
    capacity: int
    zones: tuple[str, ...]
    box: tuple[float, float, float, float]
    gate: str = ""


@dataclass(frozen=True, slots=True)
class SectionName:
    key: str
    name: LocalText
    gate: str = ""


@dataclass(frozen=True)
class Compiled:
    """All that pages, maps and the search for the best seats need. Lists are by position."""

    size: int
    x: list[int]
    y: list[int]
    numbers: list[str]
    row_of: list[int]
    zones: list[str]
    marks: list[str]
    rows: list[Row]
    sections: list[SectionName]
    areas: list[Area]
    #: unbroken sequences of neighbours: (first, count)
    runs: list[tuple[int, int]]
    #: distance of each seat from the point with the best view, in centimetres
    far: list[int]
    categories: dict[str, LocalText]
    stage: tuple[str, float, float, LocalText] | None
    focus: tuple[float, float]

    @cached_property
    def given_zones(self) -> bytes:
        """A byte a seat: the index of its zone, or ``KEPT_ZONE`` where no search may give it away."""
        index = {zone: number for number, zone in enumerate(self.categories)}
        return bytes(
            KEPT_ZONE if mark in KEPT else index[zone] for zone, mark in zip(self.zones, self.marks, strict=True)
        )

    @cached_property
    def cost_sums(self) -> list[int]:
        """Running sums of how far each seat counts from the best view; restricted ones count further back."""
        far = (
            far + (RESTRICTED if mark == "restricted" else 0) for far, mark in zip(self.far, self.marks, strict=True)
        )
        return list(accumulate(far, initial=0))

    @property
    def standing(self) -> int:
        return sum(area.capacity for area in self.areas)

    @property
    def seat_zones(self) -> list[str]:
        """Zones that have seats, in the order of the plan's categories."""
        used = set(self.zones)
        return [key for key in self.categories if key in used]

    def area_of(self, zone: str) -> Area | None:
        """The standing area that is sold in ``zone``, if it is a counted one."""
        return next((area for area in self.areas if zone in area.zones), None)

    @cached_property
    def gates(self) -> frozenset[str]:
        """The gates that some place of the plan is reached by."""
        named = [section.gate for section in self.sections] + [area.gate for area in self.areas]
        return frozenset(gate for gate in named if gate)

    def gate_of(self, position: int | None, zone: str = "") -> str:
        """The gate of a seat, or of the standing area that is sold in ``zone``; empty where any gate will do."""
        if position is not None:
            return self.sections[self.rows[self.row_of[position]].section].gate
        area = self.area_of(zone)
        return area.gate if area else ""

    def label(self, position: int) -> LocalText:
        """How a seat is called: “Stalls, row D, seat 11”, 池座 D排11座."""
        row = self.rows[self.row_of[position]]
        section = self.sections[row.section].name if len(self.sections) > 1 else LocalText()
        return words.seat(section, row.label, self.numbers[position])

    def labels(self) -> list[dict[str, str]]:
        """Labels of all seats, as the inventory stores them."""
        return [dict(self.label(position)) for position in range(self.size)]


@dataclass(frozen=True, slots=True)
class _Seat:
    row: str
    number: str
    x: float
    y: float
    zone: str
    mark: str


def compile_plan(plan: PlanDocument) -> Compiled:
    """Place every seat of a parsed plan."""
    seats: list[_Seat] = []
    rows: list[Row] = []
    areas: list[Area] = []
    sections: list[SectionName] = []
    for section in plan.sections:
        if isinstance(section, StandingSection):
            areas.append(_area(section))
            continue
        sections.append(SectionName(section.key, LocalText(section.name), section.gate))
        made = _by_rule(section) if isinstance(section, SeatSection) else _as_listed(section)
        for label, line in made:
            rows.append(Row(len(sections) - 1, label, len(seats), len(line)))
            seats += line
    focus = _focus(plan, seats)
    return Compiled(
        size=len(seats),
        x=[round(seat.x) for seat in seats],
        y=[round(seat.y) for seat in seats],
        numbers=[seat.number for seat in seats],
        row_of=[index for index, row in enumerate(rows) for _ in range(row.count)],
        zones=[seat.zone for seat in seats],
        marks=[seat.mark for seat in seats],
        rows=rows,
        sections=sections,
        areas=areas,
        runs=[run for row in rows for run in _runs(row, seats)],
        far=[round(math.hypot(seat.x - focus[0], seat.y - focus[1])) for seat in seats],
        categories={category.key: LocalText(category.name) for category in plan.categories},
        stage=_stage(plan),
        focus=focus,
    )


def _by_rule(section: SeatSection) -> Iterator[tuple[str, list[_Seat]]]:
    zones = [band.category for band in section.bands for _ in range(band.rows)]
    marks = {
        **{tuple(seat): "restricted" for seat in section.restricted},
        **{tuple(seat): "companion" for seat in section.companion},
        **{tuple(seat): "accessible" for seat in section.accessible},
    }
    turn = math.radians(section.angle)
    cos, sin = math.cos(turn), math.sin(turn)
    for index, (label, count) in enumerate(zip(section.rows, section.seats, strict=True)):
        line = []
        for number, along in enumerate(_along(section, count), start=1):
            u, v = _bent(section, index, along)
            x, y = section.origin.x + u * cos + v * sin, section.origin.y - u * sin + v * cos
            line.append(_Seat(label, str(number), x, y, zones[index], marks.get((label, number), "")))
        yield label, line


def _along(section: SeatSection, count: int) -> list[float]:
    """Where the seats of a row lie along it, its middle at 0."""
    cuts = {round(share * count) for share in section.aisles}
    places, at = [], 0.0
    for index in range(count):
        if index:
            at += section.seat_spacing + (section.aisle_width if index in cuts else 0)
        places.append(at)
    return [place - at / 2 for place in places]


def _bent(section: SeatSection, index: int, along: float) -> tuple[float, float]:
    depth = section.distance + index * section.row_spacing
    if not section.curve:
        return along, depth
    radius = section.curve + index * section.row_spacing
    turn = along / radius
    return radius * math.sin(turn), depth - radius * (1 - math.cos(turn))


def _as_listed(section: ListSection) -> Iterator[tuple[str, list[_Seat]]]:
    by_row: dict[str, list[_Seat]] = {}
    for row, number, x, y, zone, mark in section.places:
        by_row.setdefault(row, []).append(_Seat(row, number, x, y, zone, mark))
    yield from by_row.items()


def _runs(row: Row, seats: Sequence[_Seat]) -> list[tuple[int, int]]:
    """Cut a row where the distance between two seats says that something stands between them."""
    line = seats[row.first : row.first + row.count]
    steps = [math.hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(line)]
    usual = sorted(steps)[len(steps) // 2] if steps else 0.0
    runs, first = [], row.first
    for index, step in enumerate(steps, start=row.first + 1):
        if step > usual * GAP:
            runs.append((first, index - first))
            first = index
    runs.append((first, row.first + row.count - first))
    return runs


def _area(section: StandingSection) -> Area:
    box = section.area
    return Area(
        section.key,
        LocalText(section.name),
        section.capacity,
        tuple(section.zones),
        (box.x, box.y, box.width, box.depth),
        section.gate,
    )


def _focus(plan: PlanDocument, seats: Sequence[_Seat]) -> tuple[float, float]:
    """Where the view is best: said by the plan, or a third of the way back in the middle, or the centre stage."""
    if plan.focus is not None:
        return plan.focus.x, plan.focus.y
    if plan.stage is not None and plan.stage.shape == "centre":
        return 0.0, 0.0
    if not seats:
        return 0.0, 0.0
    near, far = min(seat.y for seat in seats), max(seat.y for seat in seats)
    return 0.0, near + (far - near) * 0.3


def _stage(plan: PlanDocument) -> tuple[str, float, float, LocalText] | None:
    stage = plan.stage
    return (stage.shape, stage.width, stage.depth, LocalText(stage.name)) if stage else None
