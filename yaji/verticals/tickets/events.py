"""Facts this room states. Subjects are public ids; nothing personal is in them."""

from dataclasses import dataclass
from typing import ClassVar

from yaji.kernel.events.types import Fact


@dataclass(frozen=True, kw_only=True)
class VenueCreated(Fact):
    kind: ClassVar[str] = "tickets.venue_created"
    organiser: str


@dataclass(frozen=True, kw_only=True)
class VenueChanged(Fact):
    kind: ClassVar[str] = "tickets.venue_changed"


@dataclass(frozen=True, kw_only=True)
class HallCreated(Fact):
    kind: ClassVar[str] = "tickets.hall_created"
    venue: str


@dataclass(frozen=True, kw_only=True)
class PlanAdded(Fact):
    """The subject is the hall; a plan's versions never change."""

    kind: ClassVar[str] = "tickets.plan_added"
    plan: str
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class ShowCreated(Fact):
    kind: ClassVar[str] = "tickets.show_created"
    organiser: str


@dataclass(frozen=True, kw_only=True)
class ShowChanged(Fact):
    kind: ClassVar[str] = "tickets.show_changed"
    what: list[str]


@dataclass(frozen=True, kw_only=True)
class PerformanceScheduled(Fact):
    kind: ClassVar[str] = "tickets.performance_scheduled"
    show: str
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class PerformanceMoved(Fact):
    """The time has changed; those who follow it are told."""

    kind: ClassVar[str] = "tickets.performance_moved"
    show: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class PricesSet(Fact):
    kind: ClassVar[str] = "tickets.prices_set"
    prices: dict[str, int]
    currency: str


@dataclass(frozen=True, kw_only=True)
class PerformanceOpened(Fact):
    kind: ClassVar[str] = "tickets.performance_opened"
    show: str
    again: bool


@dataclass(frozen=True, kw_only=True)
class PerformancePaused(Fact):
    kind: ClassVar[str] = "tickets.performance_paused"
    show: str


@dataclass(frozen=True, kw_only=True)
class PerformanceCancelled(Fact):
    kind: ClassVar[str] = "tickets.performance_cancelled"
    show: str
    why: str


@dataclass(frozen=True, kw_only=True)
class PerformanceEnded(Fact):
    kind: ClassVar[str] = "tickets.performance_ended"
    show: str


@dataclass(frozen=True, kw_only=True)
class PassesIssued(Fact):
    """The subject is the order."""

    kind: ClassVar[str] = "tickets.passes_issued"
    passes: list[str]


@dataclass(frozen=True, kw_only=True)
class PassesRevoked(Fact):
    """The subject is the order."""

    kind: ClassVar[str] = "tickets.passes_revoked"
    passes: list[str]
    why: str


@dataclass(frozen=True, kw_only=True)
class PassUsed(Fact):
    kind: ClassVar[str] = "tickets.pass_used"
    performance: str
    device: str


@dataclass(frozen=True, kw_only=True)
class DeviceMade(Fact):
    kind: ClassVar[str] = "tickets.device_made"
    organiser: str


@dataclass(frozen=True, kw_only=True)
class DevicePaired(Fact):
    kind: ClassVar[str] = "tickets.device_paired"
    organiser: str


@dataclass(frozen=True, kw_only=True)
class DeviceRevoked(Fact):
    kind: ClassVar[str] = "tickets.device_revoked"
    organiser: str
