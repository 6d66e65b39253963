"""Units come back: the buyer's own return, and a refund by the seller's staff."""

from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from yaji.kernel.events.steps import claim_key
from yaji.kernel.money.types import Money
from yaji.kernel.orders import queries
from yaji.kernel.orders.errors import NotReturnable
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.policies import may_refund, may_return
from yaji.kernel.orders.refunds import Units, require_small
from yaji.kernel.orders.steps import give_back, return_key
from yaji.kernel.payments.queries import refund_by_key
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound, require
from yaji.kit.operation import operation


@operation
def return_units(*, actor: Actor, order: str, units: Units, key: str) -> Money:
    """The buyer gives back units (line ref → unit numbers) within the return window; what they get back.

    Exactly once per ``key``. Raises NotReturnable, AlreadyReturned, and what the trade refuses (a used pass).
    """
    row = queries.lock_order(order)
    if not may_return(actor, row.buyer, row.public_id):
        raise NotFound()
    if _said_before(actor, row, units, key):
        return _answered(row, units)
    for line in queries.lines_of(row):
        if line.public_id in units:
            check_window(line.returns)
    return give_back(row, units, why="returned", actor=actor, with_fee=True)


@operation
def refund_units(*, actor: Actor, order: str, units: Units, why: str, key: str) -> Money:
    """Staff of the seller give money back for units, whatever the return window says, without a fee.

    Exactly once per ``key``, like :func:`return_units`. Raises SecondPersonNeeded above the limit of one hand.
    """
    row = queries.lock_order(order)
    sellers = [line.seller for line in queries.lines_of(row) if line.public_id in units]
    require(bool(sellers) and may_refund(actor, sellers))
    if _said_before(actor, row, units, key):
        return _answered(row, units)
    require_small(row, units)
    return give_back(row, units, why=why[:60], actor=actor, with_fee=False)


def check_window(returns: Mapping[str, Any]) -> None:
    """Refuse unless this rule allows a return now."""
    until = parse_datetime(returns["until"]) if returns.get("until") else None
    if not returns.get("allowed"):
        raise NotReturnable(why=_("this organiser takes none back."))
    if until and clock.now() >= until:
        raise NotReturnable(why=_("the time for returns has passed."))


def _answered(row: Order, units: Units) -> Money:
    """What the first request with this key was answered."""
    refund = refund_by_key(return_key(units))
    return refund.money if refund else Money(0, row.currency)


def _said_before(actor: Actor, row: Order, units: Units, key: str) -> bool:
    body = {"units": {ref: sorted(numbers) for ref, numbers in units.items()}}
    return bool(claim_key(actor=actor, operation="orders.return", key=key, body=body, ref=row.public_id))
