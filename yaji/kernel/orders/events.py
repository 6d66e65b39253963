"""Facts that orders state. The subject is the order's public id."""

from dataclasses import dataclass
from typing import ClassVar

from yaji.kernel.events.types import Fact


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Fact):
    """Places are held and the price is frozen."""

    kind: ClassVar[str] = "orders.placed"
    total: int
    currency: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class OrderPaid(Fact):
    """The money is in escrow and what was bought has been handed over."""

    kind: ClassVar[str] = "orders.paid"
    total: int
    currency: str
    intent: str


@dataclass(frozen=True, kw_only=True)
class OrderLapsed(Fact):
    """Nobody paid in time; the places are free again."""

    kind: ClassVar[str] = "orders.lapsed"
    by: str


@dataclass(frozen=True, kw_only=True)
class LateCapture(Fact):
    """Money arrived that this order can't take (lapsed, paid twice, wrong amount); it goes straight back."""

    kind: ClassVar[str] = "orders.late_capture"
    intent: str
    amount: int
    currency: str
    why: str


@dataclass(frozen=True, kw_only=True)
class UnitsReturned(Fact):
    """Units of lines were given back: ``units`` maps a line's public id to unit numbers."""

    kind: ClassVar[str] = "orders.returned"
    units: dict[str, list[int]]
    amount: int
    currency: str
    why: str


@dataclass(frozen=True, kw_only=True)
class SubjectWithdrawn(Fact):
    """What ``subject`` promised will not happen: every paid line of it is refunded, once."""

    kind: ClassVar[str] = "orders.subject_withdrawn"
    why: str


@dataclass(frozen=True, kw_only=True)
class CommissionSet(Fact):
    """From ``since`` on the house keeps ``rate_bp``. The subject is the seller, or ``any``."""

    kind: ClassVar[str] = "orders.commission_set"
    category: str
    rate_bp: int
    since: str


@dataclass(frozen=True, kw_only=True)
class EscrowReleased(Fact):
    """A line's money went to the seller, less the commission."""

    kind: ClassVar[str] = "orders.escrow_released"
    line: str
