"""Shapes of the API. Amounts are whole numbers of the currency's minor unit (fen, cents); moments are UTC."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.types import Quote, Want

Texts = dict[str, str]
Language = Literal["en", "zh-hans"]
#: strict: "380.00" and true are texts and truths, not amounts
Minor = Annotated[int, Field(strict=True, ge=0, le=10**15)]


class WantIn(Schema):
    """So many of an offer; for numbered places also which, by position on the map."""

    offer: str = Field(..., max_length=32)
    qty: int = Field(..., ge=1, le=1000)
    positions: list[Annotated[int, Field(ge=0, le=10**6)]] = Field([], max_length=100)

    def want(self) -> Want:
        return Want(self.offer, self.qty, tuple(self.positions))


class QuoteIn(Schema):
    wants: list[WantIn] = Field(..., min_length=1, max_length=20)


class PlaceIn(QuoteIn):
    """``expected`` is the total of the quote the buyer has seen; any other total refuses."""

    expected: Minor
    language: Language = "en"
    campaign: str = Field("", max_length=64)


class PartOut(Schema):
    """A part of a price, with why it is there."""

    stage: str
    label: Texts
    amount: int
    reason: Texts
    rule: str


class LineQuoteOut(Schema):
    offer: str
    title: Texts
    detail: Texts
    qty: int
    amount: int
    units: list[int]
    parts: list[PartOut]


class OrderQuoteOut(Schema):
    total: int
    currency: str
    lines: list[LineQuoteOut]

    @classmethod
    def of(cls, quote: Quote) -> "OrderQuoteOut":
        lines = [
            LineQuoteOut(
                offer=line.offer.ref,
                title=dict(line.offer.title),
                detail=dict(line.offer.detail),
                qty=line.want.qty,
                amount=line.amount,
                units=list(line.units),
                parts=[PartOut(**part.as_json()) for part in line.lines],
            )
            for line in quote.lines
        ]
        return cls(total=quote.total.minor, currency=quote.total.currency, lines=lines)


class LineOut(Schema):
    """A line as it was placed. ``gone`` are the unit numbers given back; ``returns`` the rule that holds for them."""

    id: str
    kind: str
    offer: str
    subject: str
    seller: str
    title: Texts
    detail: Texts
    qty: int
    positions: list[int]
    labels: list[Texts]
    amount: int
    unit_amounts: list[int]
    parts: list[PartOut]
    questions: list[dict[str, Any]]
    named: bool
    returns: dict[str, Any]
    gone: list[int]
    refunded: int
    state: str

    @classmethod
    def of(cls, row: OrderLine) -> "LineOut":
        plain = ("kind", "offer", "subject", "seller", "qty", "positions", "labels", "amount", "unit_amounts")
        return cls(
            id=row.public_id,
            title=dict(row.title),
            detail=dict(row.detail),
            parts=[PartOut(**part) for part in row.price_lines],
            questions=row.terms.get("questions") or [],
            named=bool(row.terms.get("named")),
            returns=row.returns,
            gone=row.gone,
            refunded=row.refunded,
            state=row.state,
            **{name: getattr(row, name) for name in plain},
        )


class OrderOut(Schema):
    """``code`` is what people read aloud. Places of a placed order are held until ``held_until``."""

    id: str
    code: str
    state: str
    currency: str
    total: int
    refunded: int
    channel: str
    language: str
    contact: Texts
    held_until: datetime
    placed_at: datetime
    paid_at: datetime | None
    lines: list[LineOut]

    @classmethod
    def of(cls, row: Order, *sellers: str) -> "OrderOut":
        """The order; for sellers only what they sold of it, and its money."""
        plain = ("code", "state", "currency", "channel", "language")
        lines = [line for line in row.lines.all() if not sellers or line.seller in sellers]
        return cls(
            id=row.public_id,
            contact=row.contact or {},
            held_until=row.held_until,
            placed_at=row.placed_at,
            paid_at=row.paid_at,
            total=sum(line.amount for line in lines) if sellers else row.total,
            refunded=sum(line.refunded for line in lines) if sellers else row.refunded,
            lines=[LineOut.of(line) for line in lines],
            **{name: getattr(row, name) for name in plain},
        )


class OrderPage(Schema):
    """``after`` is the cursor of the next page; null on the last."""

    items: list[OrderOut]
    after: str | None


class UnitIn(Schema):
    """Who comes, and what the trade asks of each."""

    name: str = Field("", max_length=120)
    answers: dict[str, str | bool | None] = Field({}, max_length=20)


class DetailsIn(Schema):
    """Answers for a line: once for the line, or by unit."""

    answers: dict[str, str | bool | None] = Field({}, max_length=20)
    units: list[UnitIn] = Field([], max_length=1000)


class CheckOutIn(Schema):
    """Who is buying; ``details`` by line id."""

    name: str = Field(..., max_length=120)
    email: str = Field(..., max_length=254)
    details: dict[str, DetailsIn] = Field({}, max_length=20)
    language: Language = "en"


class MethodOut(Schema):
    code: str
    label: Texts


class ProviderOut(Schema):
    """A way to pay."""

    provider: str
    label: Texts
    methods: list[MethodOut]


class PayIn(Schema):
    """``provider`` may be left out where there is only one. ``return_path`` is a path of this site."""

    provider: str = Field("", max_length=32)
    return_path: str = Field("", max_length=400)


class PayOut(Schema):
    """Send the buyer to ``url``; empty if there is nothing to pay."""

    intent: str
    url: str
    state: str


class UnitsIn(Schema):
    """Unit numbers, counted from 0, by line id."""

    units: dict[str, list[Annotated[int, Field(ge=0, le=10**6)]]] = Field(..., min_length=1, max_length=20)


class ReturnableOut(Schema):
    """A unit that can be given back now, with what it cost and what would come back."""

    line: str
    unit: int
    title: Texts
    label: Texts
    paid: int
    back: int


class EventOut(Schema):
    """Something that happened to an order, by the name of the fact."""

    kind: str
    at: datetime
    who: str
    amount: int | None
    currency: str | None


class MovementOut(Schema):
    """A transfer of the ledger, between two accounts."""

    at: datetime
    debit: str
    credit: str
    amount: int
    currency: str
    reason: str


class RequestOut(Schema):
    """A large refund that needs a second person."""

    id: str
    order: str
    amount: int
    currency: str
    why: str
    state: str
    units: dict[str, list[int]]
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None

    @classmethod
    def of(cls, row: Any) -> "RequestOut":
        plain = ("amount", "currency", "why", "state", "asked_by", "asked_at", "decided_by", "decided_at")
        return cls(
            id=row.public_id,
            order=row.subject,
            units=row.body["units"],
            **{name: getattr(row, name) for name in plain},
        )


class SoldOrderOut(Schema):
    """A seller's order: their lines of it, what happened, and every movement of their money."""

    order: OrderOut
    events: list[EventOut]
    movements: list[MovementOut]
    requests: list[RequestOut]


class RefundIn(UnitsIn):
    """Why is for colleagues and the books; the buyer is not told."""

    why: str = Field(..., min_length=1, max_length=60)


class RefundPreviewOut(Schema):
    """What a refund would mean. ``large``: it takes a second person. ``limit``: what one alone may give back."""

    amount: int
    together: int
    currency: str
    large: bool
    limit: int


class DecideIn(Schema):
    """The second person's answer."""

    yes: bool


class FindIn(Schema):
    email: str = Field(..., max_length=254)
    language: Language = "en"


class FindOut(Schema):
    """The same whether there are orders or not."""

    sent: bool


class OpenIn(Schema):
    """The token of a mailed link: the last part of its address."""

    token: str = Field(..., max_length=400)
