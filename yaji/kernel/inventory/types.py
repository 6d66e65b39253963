"""Requests and answers of the inventory."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

HELD, SOLD, BLOCKED, GONE = 1, 2, 3, 9
#: until when a place is blocked that nobody may take
FOREVER_YEAR = 9999


@dataclass(frozen=True, slots=True)
class Take:
    """Ask for ``qty`` places of ``pool``: these ``positions`` of its layout, or any where it is counted.

    ``ref`` is the hold's public id, minted by the caller; ``until`` when it lapses; ``latest`` the last
    moment that any extension can reach.
    """

    ref: str
    pool: int
    owner: str
    qty: int
    until: datetime
    latest: datetime
    positions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as its owner knows it."""

    ref: str
    pool: int
    qty: int
    numbered: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Give back ``qty`` sold places of a hold: these ``positions`` where they are named."""

    hold: Held
    positions: Collection[int]
    qty: int


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a take got nothing: these positions are taken, or only ``left`` places remain."""

    pool: int
    positions: tuple[int, ...] = ()
    left: int = 0


@dataclass(frozen=True)
class Layout:
    """A layout in memory: ``labels[p]`` by language and ``zones[p]`` of position p."""

    id: int
    size: int
    labels: list[dict[str, str]]
    zones: list[str]
