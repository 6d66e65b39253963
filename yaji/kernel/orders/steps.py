"""Give back units, inside somebody's operation; postpone a subject, or withdraw it for good."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from yaji.kernel.events.steps import record
from yaji.kernel.inventory import steps as inventory
from yaji.kernel.inventory.types import Part
from yaji.kernel.ledger.steps import post
from yaji.kernel.ledger.types import Posting, apportion
from yaji.kernel.money.types import Money, basis_points
from yaji.kernel.orders import mails, queries
from yaji.kernel.orders.errors import AlreadyReturned
from yaji.kernel.orders.events import SubjectWithdrawn, UnitsReturned
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.ports import fulfillers
from yaji.kernel.orders.refunds import Units, chosen
from yaji.kernel.orders.states import LINE, ORDER
from yaji.kernel.orders.types import Cut
from yaji.kernel.payments import steps as payments
from yaji.kit.actor import Actor
from yaji.kit.operation import needs_transaction
from yaji.kit.states import move


@needs_transaction
def give_back(
    order: Order,
    units: Units,
    *,
    why: str,
    actor: Actor,
    with_fee: bool,
    said: str = "",
) -> Money:
    """Give back units of a locked, paid order by line ref; what goes back to the buyer.

    Places are free again, passes void, shares reduced over what each still has, the refund asked for. A unit
    comes back at most once, so the first unit names the refund. After release the money comes from the accounts
    it was released to, the seller's and the house's commission, and may leave the seller owing. What the seller
    ``said`` about it stands in the buyer's mail.
    """
    found = chosen(order, units)
    lines = [line for line, _ in found]
    cuts = [Cut(queries.as_plug_line(line, order), tuple(numbers), why) for line, numbers in found]
    amounts = {cut.line.id: _amount(cut, with_fee=with_fee) for cut in cuts}
    _free(cuts)
    for kind in sorted({cut.line.kind for cut in cuts}):
        fulfillers[kind].cancel(cuts=[cut for cut in cuts if cut.line.kind == kind])
    post([posting for line in lines for posting in _take_back(line, amounts[line.pk], order.provider)])
    for line, cut in zip(lines, cuts, strict=True):
        _mark(line, cut.units, amounts[line.pk], order.provider)
    total = Money(sum(amounts.values()), order.currency)
    _mark_order(order, total)
    key = return_key(units)
    if total.minor and order.intent:
        payments.request_refund(intent=order.intent, amount=total, reason=why, key=key, actor=actor)
    returned = {cut.line.ref: list(cut.units) for cut in cuts}
    fact = UnitsReturned(subject=order.public_id, units=returned, amount=total.minor, currency=total.currency, why=why)
    record([fact], actor=actor)
    mails.send_returned(order, cuts, total, key, said=said)
    return total


def return_key(units: Units) -> str:
    """What the refund of these units is called: by its first unit, which can come back only once."""
    line = min(units)
    return f"return:{line}:{min(units[line])}"


@needs_transaction
def withdraw(subject: str, *, why: str, actor: Actor) -> None:
    """What ``subject`` promised will not happen: every buyer is told and refunded once, after the commit."""
    record([SubjectWithdrawn(subject=subject, why=why)], actor=actor)


@needs_transaction
def postpone(subject: str, *, release_at: datetime, returns_until: datetime) -> None:
    """What ``subject`` promised happens at another time: money that is in escrow waits for that.

    Buyers may return until the later of the two deadlines, the one they bought with and this one. Money that was
    released stays where it is.
    """
    rows = queries.lock_lines_about(subject, ["held", "sold", "released"])
    rows.filter(state__in=["held", "sold"], release_at__isnull=False).update(release_at=release_at)
    later = Q(returns_until__isnull=True) | Q(returns_until__lt=returns_until)
    rows.filter(later).update(returns_until=returns_until)


def _amount(cut: Cut, *, with_fee: bool) -> int:
    paid = sum(cut.line.unit_amounts[unit] for unit in cut.units)
    fee = basis_points(paid, int(cut.line.terms.get("returns", {}).get("fee_bp", 0))) if with_fee else 0
    return paid - fee


def _free(cuts: Sequence[Cut]) -> None:
    """All lines at once: line by line, two orders over the same pools could wait for each other."""
    parts = [
        Part(cut.line.held, [cut.line.positions[unit] for unit in cut.units if cut.line.positions], len(cut.units))
        for cut in cuts
    ]
    if not inventory.give_back_many(parts):
        raise AlreadyReturned()


def _take_back(line: OrderLine, amount: int, provider: str) -> list[Posting]:
    """From escrow, or from whom it was released to: in proportion to what each share still has."""
    left = [share - back for (_, share), back in zip(line.split, line.returned, strict=True)]
    parts = apportion(amount, left)
    line.returned = [back + part for back, part in zip(line.returned, parts, strict=True)]
    into = f"refunding:{provider}"
    if line.state == "sold":
        return [Posting(f"escrow:{line.seller}", into, amount, line.currency, "return", line.public_id)]
    return [
        Posting(account, into, part, line.currency, "return", line.public_id)
        for (account, _), part in zip(line.split, parts, strict=True)
    ]


def _mark(line: OrderLine, units: Sequence[int], amount: int, provider: str) -> None:
    line.gone = sorted({*line.gone, *units})
    line.refunded += amount
    line.save(update_fields=["gone", "refunded", "returned"])
    if len(line.gone) == line.qty:
        if line.state == "sold" and provider:
            # what was kept as a fee waits for nothing any more
            post(release_postings(line))
        move(line, "refund", LINE)


def release_postings(line: OrderLine) -> list[Posting]:
    """From escrow to everybody in the frozen split, less what each has given back."""
    return [
        Posting(f"escrow:{line.seller}", account, share - back, line.currency, "release", line.public_id)
        for (account, share), back in zip(line.split, line.returned, strict=True)
    ]


def _mark_order(order: Order, amount: Money) -> None:
    order.refunded += amount.minor
    order.save(update_fields=["refunded"])
    left = set(OrderLine.objects.filter(order=order).values_list("state", flat=True))
    if left == {"refunded"}:
        move(order, "refund", ORDER)
    elif order.state == "paid" and "sold" not in left:
        move(order, "close", ORDER)
