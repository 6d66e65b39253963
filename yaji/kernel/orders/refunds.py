"""Which units of an order can come back, how much a refund by staff is, and when it takes two persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from yaji.kernel.money.formatting import format_money
from yaji.kernel.money.types import Money, exponent
from yaji.kernel.orders import queries
from yaji.kernel.orders.errors import AlreadyReturned, NotReturnable, SecondPersonNeeded
from yaji.kernel.orders.models import Order, OrderLine

#: the kind of request that waits for a second person
KIND = "orders.refund"
Units = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What refunding these units would mean. ``together`` is with all that this order gave back before."""

    lines: list[tuple[OrderLine, list[int]]]
    amount: Money
    together: Money
    large: bool


def chosen(order: Order, units: Units) -> list[tuple[OrderLine, list[int]]]:
    """The lines of ``units`` with their unit numbers, sorted, in the order's own order.

    Raises NotReturnable for units that are not the order's, AlreadyReturned for those that are back already.
    """
    if order.state not in ("paid", "closed"):
        raise AlreadyReturned() if order.state == "refunded" else NotReturnable(why=order.state)
    lines = [line for line in queries.lines_of(order) if line.public_id in units]
    if len(lines) != len(units) or not lines:
        raise NotReturnable(why="–")
    return [(line, _fresh(line, units[line.public_id])) for line in lines]


def preview(order: Order, units: Units) -> Preview:
    """Raises what ``chosen`` raises."""
    lines = chosen(order, units)
    amount = sum(line.unit_amounts[number] for line, numbers in lines for number in numbers)
    together = Money(order.refunded + amount, order.currency)
    return Preview(lines, Money(amount, order.currency), together, together > limit(order.currency))


def limit(currency: str) -> Money:
    """What one person alone may give back on one order."""
    return Money(settings.YAJI_LARGE_REFUND * 10 ** exponent(currency), currency)


def require_small(order: Order, units: Units) -> None:
    """Refuse with SecondPersonNeeded what one hand may not give back, in one go or bit by bit."""
    found = preview(order, units)
    if found.large:
        raise SecondPersonNeeded(amount=format_money(found.together), limit=format_money(limit(order.currency)))


def _fresh(line: OrderLine, numbers: Sequence[int]) -> list[int]:
    wanted = sorted(set(numbers))
    if not wanted or wanted[0] < 0 or wanted[-1] >= line.qty:
        raise NotReturnable(why="–")
    if set(wanted) & set(line.gone):
        raise AlreadyReturned()
    return wanted
