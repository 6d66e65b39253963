"""A seller's orders: finding them, and what happened to the money of one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from yaji.kernel.events.queries import facts_about
from yaji.kernel.identity.queries import approvals_about, approvals_waiting
from yaji.kernel.ledger.queries import transfers_about
from yaji.kernel.money.types import Money
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.policies import may_read_sales
from yaji.kernel.orders.refunds import KIND
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound, require
from yaji.kit.ids import plain_code
from yaji.kit.vault import fingerprint


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an order. ``kind`` is the fact's; ``amount`` where money was meant."""

    kind: str
    at: datetime
    who: str
    amount: Money | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Movement:
    """One transfer of the ledger, between two accounts."""

    at: datetime
    debit: str
    credit: str
    amount: Money
    reason: str


def orders_for_seller(
    actor: Actor, seller: str, *, state: str = "", subject: str = "", words: str = ""
) -> QuerySet[Order]:
    """Orders with lines of ``seller``, newest first by ``-id``. Refused to anybody who is not its staff.

    ``words``: an order's number, or the exact e-mail address or full name it was bought with. Names and
    addresses are sealed, so parts of them can't be looked for.
    """
    require(may_read_sales(actor, seller))
    lines = OrderLine.objects.filter(order=OuterRef("pk"), seller=seller)
    rows = Order.objects.filter(Exists(lines.filter(subject=subject) if subject else lines))
    if state:
        rows = rows.filter(state=state)
    if words.strip():
        rows = rows.filter(_matching(words))
    return rows.prefetch_related("lines").order_by("-id")


def order_for_seller(actor: Actor, seller: str, ref: str) -> Order:
    """One order with lines of ``seller``, for its staff. Raises NotFound, Forbidden."""
    row = orders_for_seller(actor, seller).filter(public_id=ref).first()
    if row is None:
        raise NotFound()
    return row


def waiting_refunds(actor: Actor, seller: str) -> list[Any]:
    """Refunds of a seller that wait for a second person, oldest first."""
    require(may_read_sales(actor, seller))
    return list(approvals_waiting(seller, KIND)[:100])


def requests_about(order: Order) -> list[Any]:
    """Every large refund that was asked for of this order. The caller has checked who looks."""
    return list(approvals_about(order.public_id, KIND))


def own_lines(order: Order, seller: str) -> list[OrderLine]:
    return [line for line in order.lines.all() if line.seller == seller]


def events_of(order: Order, seller: str) -> list[Event]:
    """What happened, oldest first. Where others sold in the same order, nothing that would tell their amounts."""
    alone = len(own_lines(order, seller)) == len(order.lines.all())
    if not alone:
        return [Event("orders.placed", order.placed_at, "")] + (
            [Event("orders.paid", order.paid_at, "")] if order.paid_at else []
        )
    return [_event(row, order.currency) for row in facts_about(order.public_id)]


def movements_of(order: Order, seller: str) -> list[Movement]:
    """The ledger's transfers about this seller's lines, oldest first."""
    refs = [line.public_id for line in own_lines(order, seller)]
    return [
        Movement(row.at, row.debit.code, row.credit.code, Money(row.amount, row.currency), row.reason)
        for row in transfers_about(refs)
    ]


def total_of(lines: Iterable[OrderLine], currency: str) -> Money:
    return Money(sum(line.amount for line in lines), currency)


def refunded_of(lines: Iterable[OrderLine], currency: str) -> Money:
    return Money(sum(line.refunded for line in lines), currency)


def _event(row: Any, currency: str) -> Event:
    body: dict[str, Any] = row.body
    minor = body.get("amount", body.get("total"))
    amount = Money(minor, body.get("currency", currency)) if isinstance(minor, int) else None
    return Event(row.kind, row.at, row.actor_label, amount, body)


def _matching(words: str) -> Q:
    text = " ".join(words.split())[:254]
    mark = fingerprint(text)
    return Q(code=plain_code(text)[:12]) | Q(email_print=mark) | Q(name_print=mark)
