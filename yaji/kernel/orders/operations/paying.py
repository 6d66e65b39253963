"""From an order to the provider's page, and what happens when that fails."""

from datetime import datetime, timedelta

from yaji.kernel.events.types import Heard
from yaji.kernel.inventory import steps as inventory
from yaji.kernel.money.types import Money
from yaji.kernel.orders import queries
from yaji.kernel.orders.errors import ContactMissing, HoldExpired
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.operations.checkout import require_open
from yaji.kernel.orders.placing import LATEST
from yaji.kernel.orders.policies import owns
from yaji.kernel.payments import operations as payments
from yaji.kernel.payments.types import Started
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound
from yaji.kit.operation import operation

#: places stay pinned at least this long once the buyer went to pay
PIN = timedelta(minutes=6)
#: the provider closes the payment this long before the places go, so that its answer finds them held
MARGIN = timedelta(minutes=1)
#: what a buyer gets, once, after a payment that failed
AGAIN = timedelta(minutes=10)


def pay(*, actor: Actor, order: str, provider: str, return_path: str, key: str) -> Started:
    """Pin the places and begin a payment; where to send the browser. Once per ``key``.

    Not an operation itself: the provider is called between two of them, with no transaction open.
    Raises HoldExpired, NotPayable, ContactMissing and what ``payments.operations.start`` raises.
    """
    amount, until = _pin(actor=actor, order=order)
    return payments.start(
        actor=actor, subject=order, amount=amount, provider=provider, return_path=return_path, key=key, until=until
    )


@operation
def _pin(*, actor: Actor, order: str) -> tuple[Money, datetime]:
    """The amount, and until when the provider may take it: never longer than the places are held."""
    row = queries.lock_order(order)
    if not owns(actor, row.buyer, row.public_id):
        raise NotFound()
    require_open(row)
    if not row.contact:
        raise ContactMissing(field="email")
    _hold_until(row, PIN)
    until = row.held_until - MARGIN
    if until <= clock.now():
        raise HoldExpired()
    return row.money, until


@operation
def payment_failed(*, heard: Heard) -> bool:
    """Give the buyer time to try again after a failed payment: once, and only while the hold lives."""
    row = queries.lock_order(heard.subject)
    if row.state != "placed" or row.extended or row.held_until <= clock.now():
        return False
    _hold_until(row, AGAIN)
    row.extended = True
    row.save(update_fields=["extended"])
    return True


def _hold_until(row: Order, least: timedelta) -> None:
    until = min(clock.now() + least, row.placed_at + LATEST)
    if until <= row.held_until:
        return
    if not inventory.extend([queries.held(line) for line in queries.lines_of(row)], until):
        raise HoldExpired()
    row.held_until = until
    row.save(update_fields=["held_until"])
