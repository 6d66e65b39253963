"""Orders nobody paid: give the places back."""

import structlog

from yaji.kernel.events.steps import record
from yaji.kernel.inventory import steps as inventory
from yaji.kernel.orders import queries
from yaji.kernel.orders.errors import NotPayable
from yaji.kernel.orders.events import OrderLapsed
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.policies import owns
from yaji.kernel.orders.states import LINE, ORDER
from yaji.kit import clock
from yaji.kit.actor import SYSTEM, Actor
from yaji.kit.errors import NotFound, Refusal
from yaji.kit.operation import needs_transaction, operation
from yaji.kit.states import move

log = structlog.get_logger(__name__)


@operation
def abandon(*, actor: Actor, order: str) -> Order:
    """The buyer lets go of places that are not paid. A payment under way is closed; if it comes, it goes back."""
    row = queries.lock_order(order)
    if not owns(actor, row.buyer, row.public_id):
        raise NotFound()
    if row.state != "placed":
        raise NotPayable(state=row.state)
    drop(row, verb="cancel", by="buyer")
    return row


@operation
def lapse(*, order: str) -> bool:
    """Give back the places of an order whose time is over; False if it was paid or lapsed meanwhile."""
    row = queries.lock_order(order)
    if row.state != "placed" or row.held_until > clock.now():
        return False
    drop(row, verb="lapse", by="time")
    return True


@needs_transaction
def drop(row: Order, *, verb: str, by: str) -> None:
    """End an unpaid order and free what it held."""
    lines = queries.lines_of(row)
    inventory.release([queries.held(line) for line in lines])
    move(row, verb, ORDER)
    OrderLine.objects.filter(order=row, state="held").update(state=LINE["held"]["drop"])
    record([OrderLapsed(subject=row.public_id, by=by)], actor=SYSTEM)


def lapse_due(limit: int = 500) -> int:
    """Tidy up after orders that ran out of time. Nothing depends on it: expiry is judged where places are taken."""
    done = 0
    for ref in queries.lapsed_orders(clock.now(), limit):
        try:
            done += lapse(order=ref)
        except Refusal:
            log.info("lapse_overtaken", order=ref)
        except Exception:
            log.exception("order_not_lapsed", order=ref)
    return done
