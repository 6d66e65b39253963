"""Short words of these tests for an order, its first line, and what came back of it."""

from datetime import timedelta

import time_machine

from yaji.kernel.orders import operations, queries
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.tests import trade as t
from yaji.kernel.payments import queries as paid
from yaji.kit import clock

HOUR = timedelta(hours=1)


def order(ref):
    return Order.objects.get(public_id=ref)


def line(ref, n=0):
    return queries.lines_of(order(ref))[n]


def name(ref, n=0):
    return line(ref, n).public_id


def given_back(ref):
    return sum(row.amount for row in paid.refunds_of(ref) if row.state == "done")


def release(**by):
    with time_machine.travel(clock.now() + timedelta(**by)), t.told():
        return operations.release_due()


def terms(fee_bp=0, commission_bp=0, until=None, release_in=None, allowed=True):
    found = {"returns": {"allowed": allowed, "fee_bp": fee_bp}, "commission_bp": commission_bp}
    if until is not None:
        found["returns"]["until"] = (clock.now() + until).isoformat()
    if release_in is not None:
        found["release_at"] = (clock.now() + release_in).isoformat()
    return found
