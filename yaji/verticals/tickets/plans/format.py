"""The format of a seating plan, version 1. Lengths are centimetres; x to the right, y away from the stage.

A document is ``{"format": "yaji.plan", "version": 1, "stage", "focus", "categories", "sections"}``. A section is
one of three kinds:

``seats``     rows by rule: the row nearest the stage lies ``distance`` in front of ``origin``, later ones
              ``row_spacing`` further; ``curve`` is the radius of the first row (0: straight); the block is then
              turned about its origin by ``angle`` degrees (90: to the right of the stage). ``aisles`` cut every
              row at these shares of its seats by a gap ``aisle_width`` wider. ``bands`` give the categories of
              so many rows each.
``list``      every seat by itself: ``[row, number, x, y, category, mark]``, as a CSV file brings them.
``standing``  a counted area of ``capacity`` places, sold in one or more categories.

Any of them may name the ``gate`` by which its places are reached; scanners at other gates then show the way.
"""

import json
from hashlib import sha256
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from yaji.verticals.tickets.errors import BadPlan

FORMAT, VERSION = "yaji.plan", 1
MOST_PLACES = 20_000
MOST_PROBLEMS = 50

Key = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Label = Annotated[str, Field(min_length=1, max_length=12)]
#: as it is written over the door
Gate = Annotated[str, Field(max_length=40)]
Length = Annotated[float, Field(ge=-100_000, le=100_000, allow_inf_nan=False)]
Language = Annotated[str, Field(pattern=r"^(en|zh-hans)$")]
Texts = Annotated[dict[Language, Annotated[str, Field(max_length=80)]], Field(min_length=1)]
#: what is special about a seat
Mark = Literal["", "accessible", "companion", "restricted"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Point(_Part):
    x: Length
    y: Length


class Stage(_Part):
    """Where people look. ``end``: front edge at y = 0, behind it ``depth``; ``centre``: round (0, 0)."""

    name: Texts
    shape: Literal["end", "centre"] = "end"
    width: Annotated[float, Field(gt=0, le=20_000)]
    depth: Annotated[float, Field(gt=0, le=20_000)]


class CategoryName(_Part):
    key: Key
    name: Texts


class Band(_Part):
    rows: Annotated[int, Field(ge=1, le=200)]
    category: Key


Marked = Annotated[list[tuple[Label, Annotated[int, Field(ge=1, le=500)]]], Field(max_length=2000)]


class SeatSection(_Part):
    key: Key
    kind: Literal["seats"]
    name: Texts
    gate: Gate = ""
    origin: Point = Point(x=0, y=0)
    angle: Annotated[float, Field(ge=-360, le=360)] = 0
    distance: Length = 0
    curve: Annotated[float, Field(ge=0, le=100_000)] = 0
    seat_spacing: Annotated[float, Field(ge=20, le=500)] = 55
    row_spacing: Annotated[float, Field(ge=20, le=500)] = 95
    aisle_width: Annotated[float, Field(ge=0, le=2000)] = 0
    aisles: Annotated[list[Annotated[float, Field(gt=0, lt=1)]], Field(max_length=12)] = []
    rows: Annotated[list[Label], Field(min_length=1, max_length=200)]
    seats: Annotated[list[Annotated[int, Field(ge=1, le=500)]], Field(min_length=1, max_length=200)]
    bands: Annotated[list[Band], Field(min_length=1, max_length=200)]
    accessible: Marked = []
    companion: Marked = []
    restricted: Marked = []

    @model_validator(mode="after")
    def _fits(self) -> "SeatSection":
        if len(self.seats) != len(self.rows):
            raise ValueError(_("rows and seats must be equally many"))
        if len(set(self.rows)) != len(self.rows):
            raise ValueError(_("a row stands twice"))
        if sum(band.rows for band in self.bands) != len(self.rows):
            raise ValueError(_("the bands must cover every row once"))
        if 0 < self.curve < max(self.seats) * self.seat_spacing / 6.3:
            raise ValueError(_("the curve is too tight for its longest row"))
        return self


Place = tuple[Label, Label, Length, Length, Key, Mark]


class ListSection(_Part):
    key: Key
    kind: Literal["list"]
    name: Texts
    gate: Gate = ""
    places: Annotated[list[Place], Field(min_length=1, max_length=MOST_PLACES)]

    @model_validator(mode="after")
    def _once(self) -> "ListSection":
        seen: set[tuple[str, str]] = set()
        for row, number, *_rest in self.places:
            if (row, number) in seen:
                raise ValueError(_("row {row}, seat {seat} stands twice").format(row=row, seat=number))
            seen.add((row, number))
        return self


class Rectangle(_Part):
    x: Length
    y: Length
    width: Annotated[float, Field(gt=0, le=100_000)]
    depth: Annotated[float, Field(gt=0, le=100_000)]


class StandingSection(_Part):
    key: Key
    kind: Literal["standing"]
    name: Texts
    gate: Gate = ""
    capacity: Annotated[int, Field(ge=1, le=500_000)]
    category: Key | None = None
    categories: Annotated[list[Key], Field(max_length=12)] = []
    area: Rectangle

    @property
    def zones(self) -> list[str]:
        """The categories it is sold in."""
        return ([self.category] if self.category else []) + self.categories

    @model_validator(mode="after")
    def _sold(self) -> "StandingSection":
        if not self.zones or len(set(self.zones)) != len(self.zones):
            raise ValueError(_("a standing area needs one or more different categories"))
        return self


Section = Annotated[SeatSection | ListSection | StandingSection, Field(discriminator="kind")]


class PlanDocument(_Part):
    """A whole plan."""

    format: Literal["yaji.plan"] = "yaji.plan"
    version: Literal[1] = 1
    stage: Stage | None = None
    focus: Point | None = None
    categories: Annotated[list[CategoryName], Field(min_length=1, max_length=24)]
    sections: Annotated[list[Section], Field(min_length=1, max_length=300)]

    @model_validator(mode="after")
    def _whole(self) -> "PlanDocument":
        known = [category.key for category in self.categories]
        _once(known, _("category"))
        _once([section.key for section in self.sections], _("section"))
        for section in self.sections:
            unknown = _zones(section) - set(known)
            if unknown:
                text = _("section {section}: category {category} is not among the categories")
                raise ValueError(text.format(section=section.key, category=sorted(unknown)[0]))
        if sum(_size(section) for section in self.sections) > MOST_PLACES:
            raise ValueError(_("more than {most} seats").format(most=MOST_PLACES))
        _areas_apart(self.sections)
        return self

    def canonical(self) -> dict[str, Any]:
        """The document as it is stored and exported: only what was said, numbers and keys in one form."""
        return self.model_dump(mode="json", exclude_defaults=True) | {"format": FORMAT, "version": VERSION}

    def digest(self) -> str:
        """SHA-256 of the canonical document, hex."""
        text = json.dumps(self.canonical(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(text.encode()).hexdigest()


def parse_plan(document: Any) -> PlanDocument:
    """The plan in ``document`` (JSON values). Raises BadPlan with every problem that was found."""
    try:
        return PlanDocument.model_validate(document)
    except ValidationError as error:
        problems = [
            {"where": ".".join(str(step) for step in found["loc"]) or "plan", "what": _said(found["msg"])}
            for found in error.errors(include_url=False)[:MOST_PROBLEMS]
        ]
        raise bad_plan(problems) from None


def bad_plan(problems: list[dict[str, str]]) -> BadPlan:
    """The refusal for these problems."""
    first = problems[0]
    return BadPlan(count=len(problems), first=f"{first['where']}: {first['what']}", problems=problems)


def bad_file(what: str) -> BadPlan:
    """The refusal of a file that can't be read at all."""
    return bad_plan([{"where": _("file"), "what": what}])


def _said(message: str) -> str:
    return message.removeprefix("Value error, ")


def _once(keys: list[str], what: str) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(_("{what} {key} stands twice").format(what=what, key=key))


def _zones(section: SeatSection | ListSection | StandingSection) -> set[str]:
    if isinstance(section, SeatSection):
        return {band.category for band in section.bands}
    if isinstance(section, ListSection):
        return {place[4] for place in section.places}
    return set(section.zones)


def _size(section: SeatSection | ListSection | StandingSection) -> int:
    if isinstance(section, SeatSection):
        return sum(section.seats)
    return len(section.places) if isinstance(section, ListSection) else 0


def _areas_apart(sections: list[SeatSection | ListSection | StandingSection]) -> None:
    """A counted category has one pool, so it can't also be somewhere else."""
    used: set[str] = set()
    for section in sections:
        if isinstance(section, StandingSection):
            others = {zone for other in sections if other is not section for zone in _zones(other)}
            used = set(section.zones) & others
            if used:
                text = _("category {category} of standing area {section} is used elsewhere too")
                raise ValueError(text.format(category=sorted(used)[0], section=section.key))
