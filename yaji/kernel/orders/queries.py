"""Reads of orders, scoped to who asks."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from yaji.kernel.catalog.queries import offers_by_ref
from yaji.kernel.inventory.types import Held
from yaji.kernel.money.types import Money
from yaji.kernel.orders.errors import NotOnSale
from yaji.kernel.orders.models import CommissionRate, Order, OrderLine
from yaji.kernel.orders.policies import READERS, may_see, owns
from yaji.kernel.orders.pricing import priced, quote
from yaji.kernel.orders.types import Line, Quote, Want, Withdrawal
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound
from yaji.kit.vault import fingerprint


def order_for(actor: Actor, ref: str) -> Order:
    """The order with its lines, if the actor may see it; else NotFound, so that nothing can be probed."""
    row = Order.objects.prefetch_related("lines").filter(public_id=_known_shape(ref)).first()
    if row is None or not may_see(actor, row.buyer, row.public_id, {line.seller for line in row.lines.all()}):
        raise NotFound()
    return row


def own_order(actor: Actor, ref: str) -> Order:
    """The order with its lines, if it is the actor's own: what they typed and what they may do is not its seller's."""
    row = order_for(actor, ref)
    if not owns(actor, row.buyer, row.public_id):
        raise NotFound()
    return row


def orders_of(actor: Actor) -> QuerySet[Order]:
    """The actor's own orders, newest first: bought by them, or opened by a link."""
    own = Q(buyer__in=[actor.ref, *actor.keys]) | Q(public_id__in=list(actor.keys))
    return Order.objects.filter(own).prefetch_related("lines").order_by("-id")


def basket_of(actor: Actor) -> list[Order]:
    """Orders of the actor that are placed, not paid, and whose places are still held."""
    buyers = [actor.ref, *actor.keys]
    rows = Order.objects.filter(buyer__in=buyers, state="placed", held_until__gt=clock.now())
    return list(rows.prefetch_related("lines").order_by("id"))


def lines_for_seller(actor: Actor, seller: str) -> QuerySet[OrderLine]:
    """Lines sold by ``seller``, newest first, for its staff; nothing for anybody else."""
    if not (actor.operator or actor.holds(seller, READERS)):
        return OrderLine.objects.none()
    return OrderLine.objects.filter(seller=seller).select_related("order").order_by("-id")


def lines_of_subject(subject: str, states: Collection[str]) -> QuerySet[OrderLine]:
    """Lines of a subject in these states. The caller has checked that the actor may see them."""
    return OrderLine.objects.filter(subject=subject, state__in=list(states)).select_related("order").order_by("id")


def orders_by_email(email: str) -> list[Order]:
    """Paid orders of an e-mail address; only ever used to write to that address."""
    rows = Order.objects.filter(email_print=fingerprint(email)).exclude(state__in=["lapsed", "cancelled", "placed"])
    return list(rows.prefetch_related("lines").order_by("-id")[:20])


def quote_for(actor: Actor, wants: Sequence[Want], at: datetime | None = None) -> Quote:
    """What these wishes cost the actor now. Raises NotOnSale for offers that do not exist."""
    offers = offers_by_ref([want.offer for want in wants])
    for want in wants:
        if want.offer not in offers:
            raise NotOnSale(title="–")
    terms = {ref: priced(offer) for ref, offer in offers.items()}
    return quote(wants, terms, standing=actor.standing, at=at or clock.now())


def lock_order(ref: str) -> Order:
    """The order, locked until the transaction ends. Raises NotFound."""
    row = Order.objects.select_for_update(no_key=True).filter(public_id=_known_shape(ref)).first()
    if row is None:
        raise NotFound()
    return row


def lock_line(line: int) -> OrderLine:
    """A line that is there, locked until the transaction ends. Its order has been locked before."""
    return OrderLine.objects.select_for_update(no_key=True).get(pk=line)


def lock_lines_about(subject: str, states: Collection[str]) -> QuerySet[OrderLine]:
    """Lines of a subject in these states, locked in order, so that two who do this never wait for each other."""
    rows = OrderLine.objects.filter(subject=subject, state__in=list(states))
    list(rows.select_for_update(no_key=True).order_by("id").values_list("pk", flat=True))
    return rows


def _known_shape(ref: str) -> str:
    """``ref``, or nothing where it could not be one: PostgreSQL takes a zero byte for a broken program."""
    return ref if ref.isascii() and ref.isprintable() else ""


def lines_of(order: Order) -> list[OrderLine]:
    return list(OrderLine.objects.filter(order=order).order_by("id"))


def held(line: OrderLine) -> Held:
    """The line's hold. ``qty`` is what is still theirs."""
    return Held(line.hold, line.pool, line.qty - len(line.gone), bool(line.positions))


def as_plug_line(line: OrderLine, order: Order) -> Line:
    """The line as plugs see it."""
    contact: dict[str, Any] = order.contact or {}
    return Line(
        id=line.pk,
        ref=line.public_id,
        order=order.public_id,
        order_code=order.code,
        buyer=order.buyer,
        language=order.language,
        contact_name=contact.get("name", ""),
        kind=line.kind,
        offer=line.offer,
        subject=line.subject,
        seller=line.seller,
        title=line.title,
        detail=line.detail,
        qty=line.qty,
        positions=line.positions,
        labels=line.labels,
        unit_amounts=line.unit_amounts,
        currency=line.currency,
        terms=line.terms,
        details=line.details,
        gone=line.gone,
        held=held(line),
    )


def withdrawal_of(subject: str) -> Withdrawal:
    """What withdrawing ``subject`` would mean: the dry run of the cancel wizard."""
    rows = list(lines_of_subject(subject, ["sold", "released"]))
    totals: dict[str, int] = {}
    for row in rows:
        # not amount less refunded: a fee that was kept on an earlier return stays kept
        left = sum(amount for unit, amount in enumerate(row.unit_amounts) if unit not in row.gone)
        totals[row.currency] = totals.get(row.currency, 0) + left
    return Withdrawal(
        orders=len({row.order_id for row in rows}),
        units=sum(row.qty - len(row.gone) for row in rows),
        amounts=[Money(minor, currency) for currency, minor in sorted(totals.items())],
        buyers=len({row.order.buyer for row in rows}),
    )


def commission_rates(sellers: Collection[str], categories: Collection[str], at: datetime) -> dict[tuple[str, str], int]:
    """Rates in force ``at`` that moment by (seller, category), empty parts standing for any; one statement."""
    rows = CommissionRate.objects.filter(
        seller__in=["", *sorted(sellers)], category__in=["", *sorted(categories)], since__lte=at
    ).order_by("since", "id")
    return {(row.seller, row.category): row.rate_bp for row in rows}


def commissions(actor: Actor) -> QuerySet[CommissionRate]:
    """Every agreed rate, newest first, for the operator; a seller's staff see their own and the general ones."""
    rows = CommissionRate.objects.order_by("-since", "-id")
    return rows if actor.operator else rows.filter(seller__in=["", *sorted(actor.parties(READERS))])


def lapsed_orders(now: datetime, limit: int) -> list[str]:
    """Refs of orders nobody paid in time, oldest first."""
    rows = Order.objects.filter(state="placed", held_until__lte=now).order_by("held_until")
    return list(rows.values_list("public_id", flat=True)[:limit])


def releasable_lines(now: datetime, limit: int) -> list[int]:
    """Ids of sold lines whose escrow is due for release."""
    rows = OrderLine.objects.filter(state="sold", release_at__lte=now).order_by("release_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def counts_by_state() -> dict[str, int]:
    """How many orders are in each state, for the operator's figures. Reads every order: ask it rarely."""
    rows = Order.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)
