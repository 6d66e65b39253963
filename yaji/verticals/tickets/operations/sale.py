"""Putting performances on sale, pausing, and letting them end."""

from collections.abc import Sequence

from yaji.kernel.catalog import steps as catalog
from yaji.kernel.events.steps import record
from yaji.kernel.orders.steps import withdraw
from yaji.kit import clock
from yaji.kit.actor import SYSTEM, Actor
from yaji.kit.errors import require
from yaji.kit.operation import operation
from yaji.kit.states import move
from yaji.verticals.tickets import queries
from yaji.verticals.tickets.errors import AlreadyPast, NoPricesYet
from yaji.verticals.tickets.events import PerformanceCancelled, PerformanceEnded, PerformanceOpened, PerformancePaused
from yaji.verticals.tickets.models import Performance, PriceCategory
from yaji.verticals.tickets.policies import may_manage
from yaji.verticals.tickets.states import PERFORMANCE
from yaji.verticals.tickets.steps import make_offers


@operation
def put_on_sale(*, actor: Actor, performances: Sequence[str]) -> list[Performance]:
    """Open the sale of drafts and paused performances: pools, and one offer for each price category.

    The sale window decides from when on people can buy. Raises NoPricesYet, AlreadyPast, IllegalMove.
    """
    rows = [queries.lock_performance(ref) for ref in sorted(set(performances))]
    opened = [_open(row, actor=actor) for row in rows]
    make_offers([(row, prices) for row, prices, _ in opened], actor=actor)
    catalog.move_offers([row.public_id for row in rows], "open", actor=actor)
    record([fact for _, _, fact in opened], actor=actor)
    return rows


def _open(row: Performance, *, actor: Actor) -> tuple[Performance, list[PriceCategory], PerformanceOpened]:
    require(may_manage(actor, row.show.organiser))
    prices = queries.prices_of(row)
    if not prices:
        raise NoPricesYet()
    if row.ends_at <= clock.now():
        raise AlreadyPast()
    again = row.state == "paused"
    move(row, "open", PERFORMANCE)
    return row, prices, PerformanceOpened(subject=row.public_id, show=row.show.public_id, again=again)


@operation
def pause_sale(*, actor: Actor, performances: Sequence[str]) -> list[Performance]:
    """Stop selling for now. What is in somebody's order can still be paid."""
    rows = []
    for ref in sorted(set(performances)):
        row = queries.lock_performance(ref)
        require(may_manage(actor, row.show.organiser))
        move(row, "pause", PERFORMANCE)
        catalog.move_offers([row.public_id], "pause", actor=actor)
        record([PerformancePaused(subject=row.public_id, show=row.show.public_id)], actor=actor)
        rows.append(row)
    return rows


@operation
def cancel_performance(*, actor: Actor, performance: str, why: str) -> Performance:
    """It won't happen: nothing more is sold, every buyer is told and gets the whole price back, once.

    The refunds are made after the commit, one order at a time, and go on after an interruption.
    """
    row = queries.lock_performance(performance)
    require(may_manage(actor, row.show.organiser))
    sold = row.state != "draft"
    move(row, "cancel", PERFORMANCE)
    catalog.move_offers([row.public_id], "close", actor=actor)
    fact = PerformanceCancelled(subject=row.public_id, show=row.show.public_id, why=why[:200])
    record([fact], actor=actor)
    if sold:
        withdraw(row.public_id, why=why[:200], actor=actor)
    return row


@operation
def end_past() -> int:
    """Close what is over. Runs from time to time; how many there were."""
    rows = Performance.objects.filter(state__in=["on_sale", "paused"], ends_at__lte=clock.now())
    rows = rows.select_related("show").order_by("id")[:200]
    for row in rows:
        move(row, "end", PERFORMANCE)
        catalog.move_offers([row.public_id], "close", actor=SYSTEM)
        record([PerformanceEnded(subject=row.public_id, show=row.show.public_id)], actor=SYSTEM)
    return len(rows)
