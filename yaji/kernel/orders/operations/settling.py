"""The money is there: hand over what was bought, or send the money straight back."""

from yaji.kernel.events.steps import claim_key, record
from yaji.kernel.events.types import Heard
from yaji.kernel.inventory import steps as inventory
from yaji.kernel.ledger.steps import post
from yaji.kernel.ledger.types import Posting
from yaji.kernel.money.types import Money
from yaji.kernel.orders import mails, queries
from yaji.kernel.orders.errors import ContactMissing, HoldExpired, NotPayable
from yaji.kernel.orders.events import LateCapture, OrderPaid
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.operations.checkout import require_open
from yaji.kernel.orders.policies import owns
from yaji.kernel.orders.ports import fulfillers
from yaji.kernel.orders.states import LINE, ORDER
from yaji.kernel.payments import steps as payments
from yaji.kernel.payments.queries import intent as payment_intent
from yaji.kit import clock
from yaji.kit.actor import SYSTEM, Actor
from yaji.kit.errors import NotFound
from yaji.kit.operation import operation
from yaji.kit.states import move


class HoldLost(Exception):
    """The places went while the money was on its way. Rolls the settlement back; the money goes back."""


def settle(*, heard: Heard) -> str:
    """A captured payment arrives at its order: ``paid``, ``again`` (heard before) or ``returned`` (late).

    Every way a capture can reach us (browser, notice, reconciliation) ends here, and any may come twice.
    """
    try:
        return _settle(heard=heard)
    except HoldLost:
        return _send_back(heard=heard, why="lapsed")


@operation
def _settle(*, heard: Heard) -> str:
    intent, amount = heard.body["intent"], Money(heard.body["amount"], heard.body["currency"])
    row = queries.lock_order(heard.subject)
    if row.intent == intent:
        return "again"
    why = _why_not(row, amount)
    if why:
        return _return_capture(row, heard, why)
    provider = heard.body["provider"]
    complete(row, intent=intent, provider=provider)
    return "paid"


@operation
def _send_back(*, heard: Heard, why: str) -> str:
    return _return_capture(queries.lock_order(heard.subject), heard, why)


def settle_free(*, actor: Actor, order: str) -> Order:
    """An order that costs nothing needs no provider. Again, it answers the same. Raises HoldExpired, NotPayable."""
    try:
        return _settle_free(actor=actor, order=order)
    except HoldLost:
        raise HoldExpired() from None


@operation
def _settle_free(*, actor: Actor, order: str) -> Order:
    row = queries.lock_order(order)
    if not owns(actor, row.buyer, row.public_id):
        raise NotFound()
    if row.state == "paid" and not row.total:
        return row
    require_open(row)
    if row.total:
        raise NotPayable(state=row.state)
    if not row.contact:
        raise ContactMissing(field="email")
    complete(row, intent="", provider="")
    return row


def complete(row: Order, *, intent: str, provider: str) -> None:
    """Inside an operation: sell the places, move the money into escrow, hand over. Raises HoldLost."""
    lines = queries.lines_of(row)
    if not inventory.sell([queries.held(line) for line in lines]):
        raise HoldLost
    move(row, "settle", ORDER, intent=intent, provider=provider, paid_at=clock.now())
    OrderLine.objects.filter(order=row, state="held").update(state=LINE["held"]["settle"])
    if provider:
        post(
            [
                Posting(
                    f"clearing:{provider}", f"escrow:{line.seller}", line.amount, line.currency, "sale", line.public_id
                )
                for line in lines
            ]
        )
    for kind in sorted({line.kind for line in lines}):
        fulfillers[kind].fulfil(lines=[queries.as_plug_line(line, row) for line in lines if line.kind == kind])
    record([OrderPaid(subject=row.public_id, total=row.total, currency=row.currency, intent=intent)], actor=SYSTEM)
    mails.send_paid(row, lines)


def _why_not(row: Order, amount: Money) -> str:
    if row.intent:
        return "paid_twice"
    if amount != row.money:
        return "amount"
    if row.state != "placed":
        return row.state
    return "lapsed" if row.held_until <= clock.now() else ""


def _return_capture(row: Order, heard: Heard, why: str) -> str:
    """Book money that this order can't take and ask for it to be sent back. Once per intent."""
    intent, provider = heard.body["intent"], heard.body["provider"]
    amount = Money(heard.body["amount"], heard.body["currency"])
    key = f"late:{intent}"
    if claim_key(actor=SYSTEM, operation="orders.late", key=intent, body={}, ref=row.public_id):
        return "again"
    payments.request_refund(intent=intent, amount=amount, reason=why, key=key, actor=SYSTEM)
    post(
        [Posting(f"clearing:{provider}", f"refunding:{provider}", amount.minor, amount.currency, "late", row.public_id)]
    )
    late = LateCapture(subject=row.public_id, intent=intent, amount=amount.minor, currency=amount.currency, why=why)
    record([late], actor=SYSTEM)
    mails.send_late(row, amount, intent)
    return "returned"


@operation
def refund_arrived(*, heard: Heard) -> bool:
    """The provider has given the money back: what we owed to give back is settled. Once per refund."""
    refund, intent = heard.body["refund"], payment_intent(heard.body["intent"])
    if claim_key(actor=SYSTEM, operation="orders.refund_arrived", key=refund, body={}, ref=refund):
        return False
    provider, amount, currency = intent.provider, heard.body["amount"], heard.body["currency"]
    post([Posting(f"refunding:{provider}", f"clearing:{provider}", amount, currency, "refund", heard.subject)])
    return True
