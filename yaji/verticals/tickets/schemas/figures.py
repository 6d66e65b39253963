"""Figures of sales, plans by version, and what opens a pass: the rest of what the organiser's pages show."""

from datetime import date
from typing import Any

from ninja import Field, Schema

from yaji.verticals.tickets.models import Hall
from yaji.verticals.tickets.schemas import Texts
from yaji.verticals.tickets.schemas.public import PerformanceOut


class SoldDayOut(Schema):
    """Sold and given back on one day, on the clock of the venue; ``amount`` is what the sold ones cost."""

    day: date
    sold: int
    returned: int
    amount: int


class BlockOut(Schema):
    """How full a section is."""

    name: Texts
    places: int
    sold: int


class FiguresOut(Schema):
    """The last weeks by day, sections, and the door of one performance."""

    days: list[SoldDayOut]
    blocks: list[BlockOut]
    inside: int
    expected: int
    void: int


class BoardLine(Schema):
    """A performance, drafts too, with its figures. ``priced``: it has prices and may go on sale."""

    performance: PerformanceOut
    priced: bool
    capacity: int
    sold: int
    left: int
    takings: int


class BoardOut(Schema):
    """A show as its house sees it sell."""

    currency: str
    sold: int
    takings: int
    performances: list[BoardLine]
    days: list[SoldDayOut]


class VersionOut(Schema):
    """A version of a hall's plan."""

    id: str
    version: int
    seats: int
    standing: int


class HallPlansOut(Schema):
    """A hall with the versions of its plan, newest first."""

    id: str
    name: Texts
    venue: str
    plans: list[VersionOut]

    @classmethod
    def of(cls, hall: Hall) -> "HallPlansOut":
        rows = hall.plans.defer("document").order_by("-version")[:100]
        plans = [
            VersionOut(id=row.public_id, version=row.version, seats=row.seats, standing=row.standing) for row in rows
        ]
        return cls(id=hall.public_id, name=dict(hall.name), venue=hall.venue.public_id, plans=plans)


class PlanRead(Schema):
    """A plan document made from a file, ready to be sent as ``plan``."""

    plan: dict[str, Any]


class SimplePlanIn(Schema):
    """A hall by numbers: rows of seats in price categories from front to back, and standing places."""

    rows: int = Field(0, ge=0, le=100)
    seats: int = Field(0, ge=0, le=200)
    price_zones: int = Field(1, ge=1, le=4)
    aisle: bool = True
    standing: int = Field(0, ge=0, le=100_000)


class AdmitIn(Schema):
    """A pass of the list, by its id."""

    ticket: str = Field(..., max_length=40)


class OpenPassIn(Schema):
    """The token of a link to a pass: the last part of its address."""

    token: str = Field(..., max_length=400)
