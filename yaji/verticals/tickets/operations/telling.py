"""Telling people: passes to who bought them, a new time to who holds passes, news to who follows."""

from datetime import datetime

from yaji.kit.operation import operation
from yaji.verticals.tickets import mails, moments, queries


@operation
def mail_passes(*, order: str) -> int:
    """Send the passes of an order to its buyer, once; how many there are."""
    rows = queries.passes_issued(order)
    if rows:
        mails.send_passes(order, rows)
    return len(rows)


def tell_moved(*, performance: str, before: str) -> int:
    """Tell everybody who holds passes of a performance its new time; how many orders. Safe to run again."""
    row = queries.performance_at_door(performance)
    if row is None:
        return 0
    was = moments.moment(datetime.fromisoformat(before), row.zone)
    orders = queries.orders_with_passes(row)
    for order in orders:
        _tell_one(order=order, performance=performance, before=was)
    return len(orders)


@operation
def _tell_one(*, order: str, performance: str, before: str) -> None:
    row = queries.performance_at_door(performance)
    if row is not None:
        mails.send_moved(order, row, before)


@operation
def tell_followers(*, performance: str, moved: bool) -> None:
    """Tell those who follow the show that a date is on sale, or has moved."""
    row = queries.performance_at_door(performance)
    if row is not None:
        mails.tell_followers(row, moved=moved)
