"""What can still be had of a performance."""

import base64
import hashlib
import json
from collections import Counter
from dataclasses import dataclass

from django.core.cache import cache

from yaji.kernel.inventory import queries as inventory
from yaji.kernel.inventory.types import HELD, SOLD
from yaji.verticals.tickets.models import Performance, PriceCategory
from yaji.verticals.tickets.queries.places import compiled
from yaji.verticals.tickets.queries.shows import prices_of

FREE, NOT_FOR_SALE = 0, 3
#: seconds for which many readers share one answer
SHARED_FOR = 1


@dataclass(frozen=True)
class Stock:
    """``seats``: state by position (0 free, 1 held, 2 sold, 3 not for sale); ``left``: places by offer."""

    prices: list[PriceCategory]
    seats: bytes
    left: dict[str, int]

    @property
    def taken(self) -> list[int]:
        """Positions that can't be had."""
        return [position for position, state in enumerate(self.seats) if state != FREE]

    @property
    def free(self) -> int:
        """Places left in all; categories that share a standing area count once."""
        areas = {price.area: self.left.get(price.offer, 0) for price in self.prices if price.area}
        return self.seats.count(FREE) + sum(areas.values())


def stock_of(performance: Performance) -> Stock:
    """As it is now. Five statements at the most, whatever the size of the hall."""
    prices = prices_of(performance)
    plan = compiled(performance.plan_id)
    for_sale = {price.zone for price in prices if price.offer and not price.area}
    seats = bytearray(FREE if zone in for_sale else NOT_FOR_SALE for zone in plan.zones)
    if performance.seat_pool is not None:
        for position, state in inventory.taken(performance.seat_pool).items():
            if state == SOLD or seats[position] == FREE:
                # sold stays sold, whether or not its category still has a price
                seats[position] = state if state in (HELD, SOLD) else NOT_FOR_SALE
    free = Counter(zone for zone, state in zip(plan.zones, seats, strict=True) if state == FREE)
    areas = inventory.count_left(list(performance.area_pools.values())) if performance.area_pools else {}
    left = {
        price.offer: max(0, areas.get(performance.area_pools.get(price.area, 0), 0)) if price.area else free[price.zone]
        for price in prices
        if price.offer
    }
    return Stock(prices, bytes(seats), left)


def packed_stock(performance: Performance) -> tuple[bytes, str]:
    """The stock for the map as JSON (two bits a seat in base 64), and its ETag. Up to a second old."""
    key = f"tickets.stock:{performance.public_id}:{performance.state}"
    known: tuple[bytes, str] | None = cache.get(key)
    if known is not None:
        return known
    stock = stock_of(performance)
    body = json.dumps(
        {"state": performance.state, "seats": base64.b64encode(pack(stock.seats)).decode(), "left": stock.left}
    ).encode()
    made = body, f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    cache.set(key, made, SHARED_FOR)
    return made


def pack(seats: bytes) -> bytes:
    """Two bits a seat, the first in the lowest bits of the first byte."""
    padded = seats + bytes(-len(seats) % 4)
    return bytes(
        padded[i] | padded[i + 1] << 2 | padded[i + 2] << 4 | padded[i + 3] << 6 for i in range(0, len(padded), 4)
    )
