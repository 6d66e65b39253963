"""Figures for the organiser: how full, how much, since when. A constant number of statements each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum

from yaji.kernel.catalog.queries import offers_by_ref
from yaji.kernel.inventory.queries import count_left, count_sold
from yaji.kernel.inventory.types import HELD, SOLD
from yaji.kernel.money.types import Money
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.verticals.tickets import queries
from yaji.verticals.tickets.choosing import sale_state
from yaji.verticals.tickets.models import CheckIn, Pass, Performance, Show
from yaji.verticals.tickets.queries.stock import NOT_FOR_SALE, Stock

DAYS = 14


@dataclass(frozen=True)
class Line:
    """One performance on the organiser's board."""

    performance: Performance
    state: str
    priced: bool
    capacity: int
    sold: int
    left: int
    takings: Money

    @property
    def share(self) -> int:
        """Per cent of the house that is sold."""
        return round(100 * self.sold / self.capacity) if self.capacity else 0


def shelf(actor: Actor, organiser: str, *, words: str = "") -> list[dict[str, Any]]:
    """The organiser's shows, newest first, each with its next performance and how many passes are out."""
    shows = list(queries.shows_of(actor, organiser)[:200])
    if words:
        needle = words.casefold()
        shows = [show for show in shows if any(needle in text.casefold() for text in show.title.values())]
    now = clock.now()
    live = Performance.objects.filter(show__in=shows, ends_at__gt=now).exclude(state="cancelled").order_by("starts_at")
    upcoming: dict[int, list[Performance]] = {}
    for row in live:
        upcoming.setdefault(row.show_id, []).append(row)
    out = Pass.objects.filter(performance__show__in=shows).exclude(state="revoked")
    sold = dict(out.values_list("performance__show").annotate(Count("id")))
    return [
        {
            "show": show,
            "next": upcoming[show.pk][0] if show.pk in upcoming else None,
            "count": len(upcoming.get(show.pk, [])),
            "on_sale": sum(row.state == "on_sale" for row in upcoming.get(show.pk, [])),
            "sold": sold.get(show.pk, 0),
        }
        for show in shows
    ]


def board(show: Show) -> dict[str, Any]:
    """A show's performances with their figures, and what is missing until it sells."""
    rows = list(
        Performance.objects.filter(show=show)
        .select_related("plan__hall__venue", "show")
        .defer("plan__document")
        .prefetch_related("prices")
        .order_by("starts_at", "id")
    )
    lines = lines_of(rows)
    now = clock.now()
    return {
        "lines": lines,
        "no_dates": not rows,
        "no_prices": any(not line.priced and line.state == "draft" for line in lines),
        "drafts": [line for line in lines if line.state == "draft" and line.priced and line.performance.ends_at > now],
        "selling": [line for line in lines if line.performance.state == "on_sale"],
        "takings": _sum([line.takings for line in lines], show.currency),
        "sold": sum(line.sold for line in lines),
    }


def lines_of(rows: Sequence[Performance]) -> list[Line]:
    """Figures of these performances (with plan, show and prices at hand): six statements."""
    pools = [pool for row in rows for pool in row.pools]
    left, sold = count_left(pools), count_sold(pools)
    out = Pass.objects.filter(performance__in=rows).exclude(state="revoked")
    takings = dict(out.values_list("performance").annotate(Sum("amount")))
    return [
        Line(
            performance=row,
            state=sale_state(row),
            priced=bool(row.prices.all()),
            capacity=row.plan.seats + row.plan.standing,
            sold=sum(sold.get(pool, 0) for pool in row.pools),
            left=sum(left.get(pool, 0) for pool in row.pools),
            takings=Money(takings.get(row.pk) or 0, row.show.currency),
        )
        for row in rows
    ]


def by_day(passes: Any, zone: str, days: int = DAYS) -> list[dict[str, Any]]:
    """Passes issued and revoked by day, on the clock of ``zone``, oldest first; empty days too."""
    local = ZoneInfo(zone)
    today = clock.now().astimezone(local).date()
    first = today - timedelta(days=days - 1)
    counts: dict[date, list[int]] = {first + timedelta(days=n): [0, 0, 0] for n in range(days)}
    since = clock.now() - timedelta(days=days + 1)
    for issued, state, amount in passes.filter(issued_at__gte=since).values_list("issued_at", "state", "amount"):
        cell = counts.get(issued.astimezone(local).date())
        if cell is None:
            continue
        if state == "revoked":
            cell[1] += 1
        else:
            cell[0] += 1
            cell[2] += amount
    return [
        {"day": day, "sold": sold, "returned": returned, "amount": amount}
        for day, (sold, returned, amount) in counts.items()
    ]


def by_category(performance: Performance, stock: Stock) -> list[dict[str, Any]]:
    """How each price category of a performance sells: places, sold, held, kept back, left, takings.

    What was sold in a category that is no longer for sale has a line of its own, after the others.
    """
    plan = queries.compiled(performance.plan_id)
    out = Pass.objects.filter(performance=performance).exclude(state="revoked")
    totals = {offer: (n, amount) for offer, n, amount in out.values_list("offer").annotate(Count("id"), Sum("amount"))}
    closed = _closed(performance, stock, totals)
    apart: Counter[str] = Counter()
    for zone, line in closed:
        apart[zone] += line["sold"]
    rows = []
    for price in stock.prices:
        area = plan.area_of(price.zone)
        states = [state for state, zone in zip(stock.seats, plan.zones, strict=True) if zone == price.zone]
        issued, amount = totals.get(price.offer, (0, 0))
        rows.append(
            {
                "name": price.name,
                "mark": price.mark,
                "price": Money(price.price, performance.show.currency),
                "places": area.capacity if area else len(states),
                "sold": issued if area else states.count(SOLD) - apart[price.zone],
                "held": 0 if area else states.count(HELD),
                "kept": 0 if area else states.count(NOT_FOR_SALE),
                "left": stock.left.get(price.offer, 0),
                "takings": Money(amount or 0, performance.show.currency),
            }
        )
    return rows + [line for _zone, line in closed]


def _closed(
    performance: Performance, stock: Stock, totals: Mapping[str, tuple[int, int | None]]
) -> list[tuple[str, dict[str, Any]]]:
    """Zone (empty for standing places) and line of each category that sold something and has no price any more.

    Its offer in the catalog remembers what it was called and cost; its mark may be another's by now.
    """
    gone = sorted(set(totals) - {price.offer for price in stock.prices})
    offers = offers_by_ref(gone) if gone else {}
    made = []
    for ref, offer in offers.items():
        issued, amount = totals[ref]
        currency = performance.show.currency
        figures = {"places": issued, "sold": issued, "held": 0, "kept": 0, "left": 0}
        money = {"price": Money(offer.price, currency), "takings": Money(amount or 0, currency)}
        made.append((offer.zone, {"name": offer.detail, "mark": 0, **figures, **money}))
    return made


def by_block(performance: Performance, stock: Stock) -> list[dict[str, Any]]:
    """Occupancy of each section of the hall: seats, and how many are sold."""
    plan = queries.compiled(performance.plan_id)
    seats = [[0, 0] for _ in plan.sections]
    for position, state in enumerate(stock.seats):
        cell = seats[plan.rows[plan.row_of[position]].section]
        cell[0] += 1
        cell[1] += state == SOLD
    return [
        {"name": section.name, "places": places, "sold": sold, "share": round(100 * sold / places) if places else 0}
        for section, (places, sold) in zip(plan.sections, seats, strict=True)
    ]


def door_figures(performance: Performance) -> dict[str, Any]:
    """How many are in and expected, and when they came (by quarter of an hour)."""
    inside, expected = queries.door_count(performance)
    refused = Pass.objects.filter(Q(performance=performance), Q(state="revoked")).count()
    last = CheckIn.objects.filter(performance=performance).order_by("-id").values_list("at", flat=True).first()
    return {"inside": inside, "expected": expected, "void": refused, "last": last}


def _sum(amounts: Sequence[Money], currency: str) -> Money:
    return Money(sum(amount.minor for amount in amounts), currency)
