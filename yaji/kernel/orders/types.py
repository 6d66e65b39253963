"""Wishes, quotes and what plugs are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from yaji.kernel.inventory.types import Held
from yaji.kernel.money.types import Money
from yaji.kit.actor import Actor

Stage = Literal["base", "rules", "promotion", "fee", "tax"]
STAGES: tuple[Stage, ...] = ("base", "rules", "promotion", "fee", "tax")
Texts = Mapping[str, str]
#: where an order came from; a name may follow, as in ``partner:lantern``
CHANNELS = ("web", "app", "api", "till", "door", "partner")


@dataclass(frozen=True, slots=True)
class Want:
    """``qty`` of an offer; named places by ``positions`` of the pool's layout."""

    offer: str
    qty: int
    positions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Handed:
    """What an order has brought, ready to be shown: a template of the trade, which finds ``context`` as ``handed``."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """The part of an offer that its price depends on. ``price`` in minor units."""

    ref: str
    kind: str
    subject: str
    price: int
    currency: str
    terms: Mapping[str, Any]
    title: Texts
    detail: Texts


@dataclass(frozen=True, slots=True)
class Ask:
    """What a price is asked for: so many of an offer, by somebody with this standing, at this time.

    ``order_qty`` counts all units of the same subject in the order, for group prices.
    """

    offer: OfferTerms
    qty: int
    standing: frozenset[str]
    at: datetime
    order_qty: int


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One part of a price, in minor units (negative: a discount), with why it is there."""

    stage: Stage
    label: Texts
    amount: int
    reason: Texts = field(default_factory=dict)
    rule: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "stage": self.stage,
            "label": dict(self.label),
            "amount": self.amount,
            "reason": dict(self.reason),
            "rule": self.rule,
        }


@dataclass(frozen=True, slots=True)
class LineQuote:
    """The price of one wish, explained; ``units`` are the amounts of its single units."""

    want: Want
    offer: OfferTerms
    lines: tuple[PriceLine, ...]
    units: tuple[int, ...]

    @property
    def amount(self) -> int:
        return sum(self.units)


@dataclass(frozen=True, slots=True)
class Quote:
    """What an order would cost now. The first price is the last price: placing compares against it."""

    lines: tuple[LineQuote, ...]
    total: Money


@dataclass(frozen=True, slots=True)
class PlaceRequest:
    """Ask to hold places and make an order of them. ``expected`` is the total the buyer has seen."""

    actor: Actor
    wants: tuple[Want, ...]
    expected: int
    key: str
    language: str = "en"
    channel: str = "web"
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An order line as plugs see it. ``units`` counts from 0; ``gone`` are those given back."""

    id: int
    ref: str
    order: str
    order_code: str
    buyer: str
    language: str
    contact_name: str
    kind: str
    offer: str
    subject: str
    seller: str
    title: Texts
    detail: Texts
    qty: int
    positions: Sequence[int]
    labels: Sequence[Texts]
    unit_amounts: Sequence[int]
    currency: str
    terms: Mapping[str, Any]
    details: Mapping[str, Any]
    gone: Sequence[int]
    held: Held


@dataclass(frozen=True, slots=True)
class Cut:
    """Units of a line that are given back."""

    line: Line
    units: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What withdrawing a subject would mean: the dry run of the cancel wizard."""

    orders: int
    units: int
    amounts: list[Money]
    buyers: int
