"""Halls, shows, performances and purchases for tests and benchmarks, made through operations."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from yaji.kernel.orders import operations as orders
from yaji.kernel.orders.queries import quote_for
from yaji.kernel.payments import operations as payments
from yaji.kernel.payments.providers.sandbox import company
from yaji.kit import clock
from yaji.kit.actor import SYSTEM, Actor
from yaji.kit.ids import mint
from yaji.kit.text import LocalText, local
from yaji.verticals.tickets import operations, queries
from yaji.verticals.tickets.choosing import Choice, wants_of
from yaji.verticals.tickets.models import Hall, Performance, Show
from yaji.verticals.tickets.types import PriceDraft, SellingTerms, ShowDraft, Times

_numbers = count(1)

#: two categories of seats and a standing area
SMALL_PLAN: dict[str, Any] = {
    "stage": {"name": {"en": "Stage", "zh-hans": "舞台"}, "width": 600, "depth": 200},
    "categories": [
        {"key": "a", "name": {"en": "Front", "zh-hans": "前区"}},
        {"key": "b", "name": {"en": "Back", "zh-hans": "后区"}},
        {"key": "floor", "name": {"en": "Standing", "zh-hans": "站席"}},
    ],
    "sections": [
        {
            "key": "stalls",
            "kind": "seats",
            "name": {"en": "Stalls", "zh-hans": "池座"},
            "distance": 300,
            "rows": ["A", "B", "C", "D"],
            "seats": [8, 8, 8, 8],
            "aisles": [0.5],
            "aisle_width": 100,
            "bands": [{"rows": 2, "category": "a"}, {"rows": 2, "category": "b"}],
            "accessible": [["D", 1]],
        },
        {
            "key": "pit",
            "kind": "standing",
            "name": {"en": "Pit", "zh-hans": "池边站席"},
            "capacity": 10,
            "category": "floor",
            "area": {"x": -300, "y": 20, "width": 600, "depth": 200},
        },
    ],
}
PRICES = (
    PriceDraft("a", local("Front", "前区"), 38000, 1),
    PriceDraft("b", local("Back", "后区"), 18000, 2),
    PriceDraft("floor", local("Standing", "站席"), 12000, 3),
)


def make_hall(
    organiser: str, plan: dict[str, Any] | None = None, *, actor: Actor = SYSTEM, zone: str = "Asia/Shanghai"
) -> Hall:
    """A hall in a house of its own."""
    venue = operations.create_venue(
        actor=actor, organiser=organiser, name=local("Lantern House", "灯下剧院"), zone=zone, city_code="shanghai"
    )
    return operations.create_hall(
        actor=actor, venue=venue.public_id, name=local("Hall", "大厅"), plan=plan or SMALL_PLAN
    )


def make_show(
    organiser: str,
    title: str | LocalText = "",
    *,
    actor: Actor = SYSTEM,
    terms: SellingTerms | None = None,
    **fields: Any,
) -> Show:
    """A show without performances."""
    text = title if isinstance(title, LocalText) else local(title or f"Show {next(_numbers)}", "演出")
    draft = ShowDraft(title=text, category=fields.pop("category", "performance"), **fields)
    return operations.create_show(actor=actor, organiser=organiser, draft=draft, terms=terms)


def make_performance(
    organiser: str,
    *,
    actor: Actor = SYSTEM,
    show: Show | None = None,
    hall: Hall | None = None,
    starts_at: datetime | None = None,
    prices: Sequence[PriceDraft] = PRICES,
    on_sale: bool = True,
    terms: SellingTerms | None = None,
) -> Performance:
    """A performance a week from now, priced and (unless told otherwise) on sale."""
    show = show or make_show(organiser, actor=actor, terms=terms)
    hall = hall or make_hall(organiser, actor=actor)
    start = starts_at or clock.now() + timedelta(days=7)
    times = Times(start, start + timedelta(hours=2), start - timedelta(minutes=45))
    made = operations.schedule_performances(actor=actor, show=show.public_id, hall=hall.public_id, times=[times])
    row = made[0]
    operations.set_prices(actor=actor, performances=[row.public_id], prices=prices)
    if on_sale:
        operations.put_on_sale(actor=actor, performances=[row.public_id])
    return Performance.objects.select_related("show", "plan__hall__venue").get(pk=row.pk)


def place(actor: Actor, row: Performance, *, seats: Sequence[int] = (), counts: Mapping[str, int] | None = None) -> str:
    """Hold seats (positions) and numbers by zone of standing places; the order's ref."""
    prices = queries.prices_of(row)
    offers = {price.zone: price.offer for price in prices}
    choice = Choice(tuple(seats), tuple((offers[zone], qty) for zone, qty in (counts or {}).items()))
    wants = wants_of(row, choice, prices)
    expected = quote_for(actor, wants).total.minor
    return orders.place(actor=actor, wants=wants, expected=expected, key=mint("key"))


def pay(
    actor: Actor,
    order: str,
    *,
    name: str = "Lin Yu",
    email: str = "lin@example.org",
    details: Mapping[str, Any] | None = None,
) -> str:
    """Check out and pay at the sandbox; the order's ref. Passes come after the commit, as in life."""
    orders.check_out(actor=actor, order=order, name=name, email=email, details=details or {}, language="en")
    started = orders.pay(actor=actor, order=order, provider="sandbox", return_path="/", key=mint("key"))
    charge = company.find(started.intent)
    assert charge is not None
    company.pay(charge, method="card", manner="silent")
    payments.check(intent=started.intent)
    return order


def buy(actor: Actor, row: Performance, *, seats: Sequence[int] = (), counts: Mapping[str, int] | None = None) -> str:
    """Hold, check out, pay; the order's ref."""
    return pay(actor, place(actor, row, seats=seats, counts=counts))
