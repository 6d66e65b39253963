"""From “these seats” and “two of that” to what an order wants, and the price of it, explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yaji.kernel.money.formatting import format_money
from yaji.kernel.money.types import Money
from yaji.kernel.orders.errors import BadPlaces, NothingAsked
from yaji.kernel.orders.queries import quote_for
from yaji.kernel.orders.types import Quote, Want
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.text import LocalText
from yaji.verticals.tickets import best, queries
from yaji.verticals.tickets.errors import DearerTogether, NothingLeft, NotTogether
from yaji.verticals.tickets.models import Performance, PriceCategory
from yaji.verticals.tickets.queries.stock import Stock, stock_of


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody picked: positions of seats, and numbers by offer."""

    seats: tuple[int, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.seats) or any(qty for _, qty in self.counts)


def read_choice(data: Mapping[str, Any], seats: Sequence[str]) -> Choice:
    """The choice in form fields: ``seat`` (repeated positions) and ``qty-<offer>``. Raises BadPlaces."""
    counts = []
    for name, value in data.items():
        if name.startswith("qty-") and value not in ("", "0"):
            counts.append((name[4:], _number(str(value))))
    return Choice(tuple(_number(seat) for seat in seats), tuple(counts))


def wants_of(performance: Performance, choice: Choice, prices: Sequence[PriceCategory]) -> list[Want]:
    """One wish for each price category of the choice. Raises BadPlaces, NothingAsked."""
    plan = queries.compiled(performance.plan_id)
    by_zone = {price.zone: price.offer for price in prices if price.offer and not price.area}
    by_offer = {price.offer for price in prices if price.offer and price.area}
    seats: dict[str, list[int]] = {}
    for position in choice.seats:
        if not 0 <= position < plan.size or plan.zones[position] not in by_zone:
            raise BadPlaces()
        seats.setdefault(by_zone[plan.zones[position]], []).append(position)
    if any(offer not in by_offer for offer, _ in choice.counts):
        raise BadPlaces()
    wants = [Want(offer, len(positions), tuple(sorted(positions))) for offer, positions in seats.items()]
    wants += [Want(offer, qty) for offer, qty in choice.counts if qty]
    if not wants:
        raise NothingAsked()
    order = [price.offer for price in prices]
    return sorted(wants, key=lambda want: order.index(want.offer))


def best_places(performance: Performance, *, qty: int, limit: int | None, zones: Sequence[str] = ()) -> tuple[int, ...]:
    """``qty`` seats together, at most ``limit`` each (minor units), in these zones (any for none).

    Raises NotTogether and DearerTogether, which say what is possible, and NothingLeft.
    """
    stock = stock_of(performance)
    plan = queries.compiled(performance.plan_id)
    fee, currency = performance.show.fee_per_unit, performance.show.currency
    prices = {p.zone: p.price + fee for p in stock.prices if p.offer and not p.area and (not zones or p.zone in zones)}
    within = [zone for zone, price in prices.items() if limit is None or price <= limit]
    found = best.find(plan, stock.taken, qty=qty, zones=within)
    if found.positions:
        return found.positions
    dearer = None
    if limit is not None:
        dearer = best.cheapest_that_works(plan, stock.taken, qty=qty, prices=prices, above=limit)
    if dearer is not None:
        raise DearerTogether(
            asked=qty, largest=found.largest, price=format_money(Money(dearer, currency)), minor=dearer
        )
    if not found.largest:
        raise NothingLeft()
    raise NotTogether(asked=qty, largest=found.largest)


def price_rows(performance: Performance, stock: Stock) -> list[dict[str, Any]]:
    """The price categories as they are shown: mark, name, price with every fee, and how many are left."""
    fee, currency = performance.show.fee_per_unit, performance.show.currency
    return [
        {
            "zone": price.zone,
            "area": price.area,
            "name": price.name,
            "mark": price.mark,
            "offer": price.offer,
            "price": Money(price.price + fee, currency),
            "left": stock.left.get(price.offer, 0),
        }
        for price in stock.prices
    ]


def sale_state(performance: Performance) -> str:
    """Where the sale stands: draft, soon, open, paused, closed, cancelled, over."""
    if performance.state != "on_sale":
        return performance.state
    now = clock.now()
    if performance.on_sale_from and now < performance.on_sale_from:
        return "soon"
    if now >= (performance.on_sale_until or performance.ends_at):
        return "closed"
    return "open"


def quote_as_shown(actor: Actor, wants: Sequence[Want]) -> tuple[Quote, list[dict[str, Any]]]:
    """The quote, and its lines written out as ``web/_price_table.html`` takes them."""
    quote = quote_for(actor, wants)
    currency = quote.total.currency
    lines = [
        {
            "label": str(LocalText(part.label)),
            "reason": str(LocalText(part.reason)),
            "amount": format_money(Money(part.amount, currency)),
            "less": part.amount < 0,
        }
        for line in quote.lines
        for part in line.lines
    ]
    return quote, lines


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise BadPlaces()
    return int(text)
