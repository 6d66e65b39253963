"""What organisers read and write."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field, Schema
from pydantic import BaseModel, StrictInt

from yaji.kit.text import LocalText
from yaji.verticals.tickets.models import Device, Hall, Plan, Show, Venue
from yaji.verticals.tickets.schemas import Texts, TextsIn
from yaji.verticals.tickets.schemas.public import PerformanceOut, ShowOut
from yaji.verticals.tickets.types import EVENING, Admission, PriceDraft, SellingTerms, ShowDraft, Times

if TYPE_CHECKING:
    from yaji.kernel.media.models import Asset


class VenueIn(Schema):
    name: TextsIn
    zone: str
    city_code: str = Field("", max_length=40)
    city: TextsIn = {}
    address: TextsIn = {}
    about: TextsIn = {}
    arrival: TextsIn = {}


class HallOut(Schema):
    id: str
    name: Texts

    @classmethod
    def of(cls, hall: Hall) -> "HallOut":
        return cls(id=hall.public_id, name=dict(hall.name))


class VenueOut(VenueIn):
    id: str
    halls: list[HallOut]

    @classmethod
    def of(cls, venue: Venue) -> "VenueOut":
        texts = {name: dict(getattr(venue, name)) for name in ("name", "city", "address", "about", "arrival")}
        halls = [HallOut.of(hall) for hall in venue.halls.all()]
        return cls(id=venue.public_id, zone=venue.zone, city_code=venue.city_code, halls=halls, **texts)


class HallIn(Schema):
    """``plan`` is a document of our format, ``{"format": "yaji.plan", "version": 1, …}``."""

    name: TextsIn
    plan: dict[str, Any]


class PlanIn(Schema):
    plan: dict[str, Any]


class PlanOut(Schema):
    id: str
    hall: str
    version: int
    digest: str
    seats: int
    standing: int
    document: dict[str, Any]

    @classmethod
    def of(cls, plan: Plan) -> "PlanOut":
        plain = {name: getattr(plan, name) for name in ("version", "digest", "seats", "standing", "document")}
        return cls(id=plan.public_id, hall=plan.hall.public_id, **plain)


class ShowIn(Schema):
    """``poster`` is the id of an uploaded file with the purpose “poster”: left out it stays, empty takes it off."""

    title: TextsIn
    category: str
    subtitle: TextsIn = {}
    description: TextsIn = {}
    people: list[dict[Annotated[str, Field(pattern="^(role|name)$")], TextsIn]] = Field([], max_length=60)
    minutes: int = Field(0, ge=0, le=1440)
    interval: int = Field(0, ge=0, le=240)
    age_min: int = Field(0, ge=0, le=21)
    age_note: TextsIn = {}
    poster: str | None = Field(None, max_length=32, pattern=r"^[^\x00]*$")
    currency: str = Field("CNY", pattern=r"^[A-Z]{3}$")

    def draft(self) -> ShowDraft:
        said: dict[str, Any] = self.dict()
        for name in ("title", "subtitle", "description", "age_note"):
            said[name] = LocalText(said[name])
        return ShowDraft(**said)


class RuleIn(BaseModel):
    """A price rule: one of ``percent_bp`` (off, in basis points), ``amount`` (off each) and ``price`` (of each)."""

    kind: str = Field(..., max_length=24)
    percent_bp: StrictInt | None = None
    amount: StrictInt | None = None
    price: StrictInt | None = None
    until_days_before: StrictInt | None = None
    min_qty: StrictInt | None = None


class ReturnsIn(BaseModel):
    """Until how many hours before the start a ticket comes back, and what is kept of its price in basis points."""

    allowed: bool = True
    until_hours: StrictInt = 48
    fee_bp: StrictInt = 0


class QuestionIn(BaseModel):
    """``kind``: text, choice or yes_no; ``per``: order or unit. ``choices`` belong to a choice."""

    id: str = Field(..., max_length=24)
    kind: str = Field(..., max_length=24)
    label: TextsIn
    per: str = Field("order", max_length=8)
    required: bool = False
    choices: list[TextsIn] | None = Field(None, max_length=30)


class TermsIn(Schema):
    """Rules, returns and questions as the reference of terms describes them."""

    rules: list[RuleIn] = Field([], max_length=3)
    returns: ReturnsIn = ReturnsIn()
    questions: list[QuestionIn] = Field([], max_length=12)
    named: bool = False
    min_per_order: int = 1
    max_per_order: int = 10
    fee_per_unit: int = Field(0, ge=0, le=10**9)

    def terms(self) -> SellingTerms:
        plain = ("named", "min_per_order", "max_per_order", "fee_per_unit")
        return SellingTerms(
            rules=[rule.model_dump(exclude_none=True) for rule in self.rules],
            returns=self.returns.model_dump(),
            questions=[question.model_dump(exclude_none=True) for question in self.questions],
            **{name: getattr(self, name) for name in plain},
        )


class OwnShowOut(ShowOut):
    """A show as its own house sees it: with its terms."""

    terms: dict[str, Any]

    @classmethod
    def of(cls, show: Show, posters: Mapping[str, "Asset"]) -> "OwnShowOut":
        names = ("rules", "returns", "questions", "named", "min_per_order", "max_per_order", "fee_per_unit")
        return cls(**ShowOut.of(show, posters).dict(), terms={name: getattr(show, name) for name in names})


class TimesIn(Schema):
    starts_at: datetime
    ends_at: datetime
    doors_at: datetime | None = None

    def times(self) -> Times:
        return Times(self.starts_at, self.ends_at, self.doors_at)


class ScheduleIn(Schema):
    """``kind``: evening, or slot for timed entry. Moments with their offset."""

    hall: str
    times: list[TimesIn] = Field(..., min_length=1, max_length=400)
    kind: str = Field(EVENING, pattern="^(evening|slot)$")
    on_sale_from: datetime | None = None
    on_sale_until: datetime | None = None


class WindowIn(Schema):
    on_sale_from: datetime | None = None
    on_sale_until: datetime | None = None


class PriceIn(Schema):
    zone: str = Field(..., max_length=40)
    name: TextsIn
    price: int = Field(..., ge=0)
    mark: int = Field(1, ge=1, le=6)

    def draft(self) -> PriceDraft:
        return PriceDraft(self.zone, LocalText(self.name), self.price, self.mark)


class PricesIn(Schema):
    performances: list[str] = Field(..., min_length=1, max_length=400)
    prices: list[PriceIn] = Field(..., min_length=1, max_length=24)


class PerformancesIn(Schema):
    performances: list[str] = Field(..., min_length=1, max_length=400)


class CancelIn(Schema):
    why: str = Field(..., min_length=1, max_length=200, pattern=r"^[^\x00]*$")


class WithdrawalOut(Schema):
    """What cancelling would mean: the dry run."""

    orders: int
    units: int
    buyers: int
    amounts: list[dict[str, Any]]


class CategorySales(Schema):
    name: Texts
    price: int
    places: int
    sold: int
    held: int
    kept: int
    left: int
    takings: int


class SalesOut(Schema):
    performance: PerformanceOut
    currency: str
    sold: int
    left: int
    capacity: int
    takings: int
    categories: list[CategorySales]


class AttendeeOut(Schema):
    id: str
    order_code: str
    label: Texts
    category: Texts
    holder: str
    state: str
    entered_at: datetime | None


class DeviceIn(Schema):
    name: str = Field(..., min_length=1, max_length=80, pattern=r"^[^\x00]*$")
    gate: str = Field("", max_length=80, pattern=r"^[^\x00]*$")


class PairingOut(Schema):
    """``secret`` is shown once."""

    id: str
    secret: str
    until: datetime


class DeviceOut(Schema):
    id: str
    name: str
    gate: str
    state: str
    last_seen_at: datetime | None

    @classmethod
    def of(cls, row: Device) -> "DeviceOut":
        return cls(id=row.public_id, **{n: getattr(row, n) for n in ("name", "gate", "state", "last_seen_at")})


class PairIn(Schema):
    secret: str = Field(..., max_length=80)


class PairedOut(Schema):
    """``token`` goes into ``Authorization: Bearer``; it is shown once."""

    device: DeviceOut
    token: str


class CheckInIn(Schema):
    """A scanned token or a typed number."""

    code: str = Field(..., max_length=400)
    gate: str = Field("", max_length=80, pattern=r"^[^\x00]*$")


class AdmissionOut(Schema):
    id: str
    label: Texts
    category: Texts
    holder: str
    inside: int
    expected: int

    @classmethod
    def of(cls, said: Admission) -> "AdmissionOut":
        return cls(
            id=said.pass_ref,
            label=dict(said.label),
            category=dict(said.category),
            holder=said.holder,
            inside=said.inside,
            expected=said.expected,
        )
