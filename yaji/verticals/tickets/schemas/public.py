"""What everybody may read."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field, Schema

from yaji.kernel.orders.types import Quote
from yaji.verticals.tickets import choosing
from yaji.verticals.tickets.listing import Listed
from yaji.verticals.tickets.models import Pass, Performance, Show
from yaji.verticals.tickets.printing import place_of, spoken_code, token_of
from yaji.verticals.tickets.queries.stock import Stock
from yaji.verticals.tickets.schemas import Texts

if TYPE_CHECKING:
    from yaji.kernel.media.models import Asset


class PosterOut(Schema):
    """``url`` is its largest public size, ``alt`` what it shows."""

    id: str
    url: str
    alt: Texts


class ShowOut(Schema):
    id: str
    category: str
    title: Texts
    subtitle: Texts
    description: Texts
    people: list[dict[str, Texts]]
    minutes: int
    interval: int
    age_min: int
    age_note: Texts
    currency: str
    organiser: str
    poster: PosterOut | None

    @classmethod
    def of(cls, show: Show, posters: Mapping[str, "Asset"]) -> "ShowOut":
        """``posters`` are the pictures of at least this show, by ref."""
        plain = ("category", "minutes", "interval", "age_min", "currency", "organiser", "people")
        fields: dict[str, Any] = {name: getattr(show, name) for name in plain}
        for name in ("title", "subtitle", "description", "age_note"):
            fields[name] = dict(getattr(show, name))
        asset = posters.get(show.poster)
        fields["poster"] = asset and PosterOut(id=asset.public_id, url=asset.url(), alt=dict(asset.alt))
        return cls(id=show.public_id, **fields)


class PerformanceOut(Schema):
    """``sale``: draft, soon, open, paused, closed, cancelled, over. Moments in UTC; ``zone`` is the venue's."""

    id: str
    show: str
    starts_at: datetime
    ends_at: datetime
    doors_at: datetime | None
    zone: str
    kind: str
    sale: str
    hall: Texts
    venue: Texts
    on_sale_from: datetime | None
    on_sale_until: datetime | None
    left: int | None = None
    price_from: int | None = None

    @classmethod
    def of(cls, row: Performance, listed: Listed | None = None) -> "PerformanceOut":
        hall = row.plan.hall
        return cls(
            id=row.public_id,
            show=row.show.public_id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            doors_at=row.doors_at,
            zone=row.zone,
            kind=row.kind,
            sale=choosing.sale_state(row),
            hall=dict(hall.name),
            venue=dict(hall.venue.name),
            on_sale_from=row.on_sale_from,
            on_sale_until=row.on_sale_until,
            left=listed.left if listed else None,
            price_from=listed.price.minor if listed and listed.price else None,
        )


class PriceOut(Schema):
    """``price`` is what one pays for one, every fee in it, before price rules."""

    zone: str
    area: str
    offer: str
    name: Texts
    mark: int
    price: int
    left: int


class ChoosingOut(Schema):
    """A performance with its prices, and what is left of each."""

    performance: PerformanceOut
    currency: str
    min_per_order: int
    max_per_order: int
    prices: list[PriceOut]

    @classmethod
    def of(cls, row: Performance, stock: Stock) -> "ChoosingOut":
        prices = [
            PriceOut(**{**price, "name": dict(price["name"]), "price": price["price"].minor})
            for price in choosing.price_rows(row, stock)
        ]
        show = row.show
        return cls(
            performance=PerformanceOut.of(row),
            currency=show.currency,
            min_per_order=show.min_per_order,
            max_per_order=show.max_per_order,
            prices=prices,
        )


class ChoiceIn(Schema):
    """Seats by position on the map, and numbers of standing places by offer."""

    seats: list[Annotated[int, Field(ge=0, le=10**6)]] = Field([], max_length=200)
    counts: dict[str, Annotated[int, Field(ge=0, le=1000)]] = Field({}, max_length=24)


class WantOut(Schema):
    """What an order of this choice asks for."""

    offer: str
    qty: int
    positions: list[int]


class PartOut(Schema):
    label: Texts
    reason: Texts
    amount: int
    stage: str
    rule: str


class QuoteOut(Schema):
    """``total`` is what placing the order must be given as ``expected``."""

    total: int
    currency: str
    parts: list[PartOut]
    wants: list[WantOut]

    @classmethod
    def of(cls, quote: Quote) -> "QuoteOut":
        parts = [PartOut(**part.as_json()) for line in quote.lines for part in line.lines]
        wants = [
            WantOut(offer=line.want.offer, qty=line.want.qty, positions=list(line.want.positions))
            for line in quote.lines
        ]
        return cls(total=quote.total.minor, currency=quote.total.currency, parts=parts, wants=wants)


class SeatsOut(Schema):
    seats: list[int]
    labels: list[Texts]


class PassOut(Schema):
    """``token`` stands in the QR code; empty unless the pass is valid."""

    id: str
    code: str
    order: str
    performance: PerformanceOut
    title: Texts
    category: Texts
    label: Texts
    place: dict[str, str]
    holder: str
    state: str
    token: str

    @classmethod
    def of(cls, row: Pass, language: str) -> "PassOut":
        return cls(
            id=row.public_id,
            code=spoken_code(row.code),
            order=row.order,
            performance=PerformanceOut.of(row.performance),
            title=dict(row.performance.show.title),
            category=dict(row.category),
            label=dict(row.label),
            place=place_of(row, language),
            holder=row.holder,
            state=row.state,
            token=token_of(row) if row.state == "valid" else "",
        )


class KeyOut(Schema):
    """A public key that verifies passes: Ed25519, 32 bytes in hex; ``id`` are the bytes that name it in a token."""

    id: str
    key: str
    algorithm: str = "Ed25519"
