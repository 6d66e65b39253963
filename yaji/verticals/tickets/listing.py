"""A show's performances as rows of a list: when, from how much, and whether places are left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yaji.kernel.inventory.queries import count_left
from yaji.kernel.money.types import Money
from yaji.kit.actor import Actor
from yaji.verticals.tickets import queries
from yaji.verticals.tickets.choosing import sale_state
from yaji.verticals.tickets.models import Performance, Show
from yaji.verticals.tickets.types import SLOT

#: below this share of the house there are “few left”
FEW = 0.12


@dataclass(frozen=True)
class Listed:
    """A performance in a list. ``level`` is ``none``, ``few`` or empty; ``price`` the least one pays."""

    performance: Performance
    state: str
    level: str
    left: int
    price: Money | None

    @property
    def day(self) -> date:
        return self.performance.local_start.date()


def listed(actor: Actor, show: Show) -> list[Listed]:
    """The show's performances to come, soonest first; a constant number of statements."""
    rows = list(queries.live_performances(actor, show).prefetch_related("prices"))
    left = count_left([pool for row in rows for pool in row.pools])
    return [_listed(row, show, left) for row in rows]


def _listed(row: Performance, show: Show, left: dict[int, int]) -> Listed:
    prices = [price.price for price in row.prices.all()]
    free = sum(left.get(pool, 0) for pool in row.pools)
    whole = row.plan.seats + row.plan.standing
    level = ("none" if free <= 0 else "few" if free < whole * FEW else "") if row.pools else ""
    price = Money(min(prices) + show.fee_per_unit, show.currency) if prices else None
    return Listed(row, sale_state(row), level, free, price)


def days_of(rows: Sequence[Listed]) -> list[date]:
    return sorted({row.day for row in rows})


def slots_on(rows: Sequence[Listed], wanted: str) -> dict[str, Any]:
    """For shows with timed entry: the days to choose from, the day chosen (the first by default), its slots."""
    days = days_of(rows)
    if not days or not any(row.performance.kind == SLOT for row in rows):
        return {"days": [], "rows": rows}
    chosen = next((day for day in days if day.isoformat() == wanted), days[0])
    return {"days": days, "chosen": chosen, "rows": [row for row in rows if row.day == chosen]}
