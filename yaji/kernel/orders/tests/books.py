"""What the money says: balances of the accounts that orders move, and whether they agree with the lines."""

from django.db.models import Sum

from yaji.kernel.inventory import queries as inventory
from yaji.kernel.inventory.models import Claim, Hold
from yaji.kernel.ledger import queries as ledger
from yaji.kernel.ledger.models import Transfer
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.tests.trade import HOUSE


def balances(currency="CNY"):
    """Every account that is not empty: code → credits less debits."""
    found: dict[str, int] = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = Transfer.objects.filter(currency=currency).values_list(f"{side}__code").annotate(Sum("amount"))
        for code, amount in rows:
            found[code] = found.get(code, 0) + sign * int(amount)
    return {code: amount for code, amount in found.items() if amount}


def escrow_of(line, seller=HOUSE):
    return ledger.balance(f"escrow:{seller}", line.currency, subject=line.public_id)


def unreleased(line):
    """What a line should have in escrow, told from the line alone."""
    if line.state != "sold" or not line.order.provider:
        return 0
    return line.amount - line.refunded


def faults():
    """Everything that does not add up; empty if all is well. A constant number of statements."""
    found = [f"ledger {currency} is off by {off}" for currency, off in ledger.re_add().items() if off]
    escrow, stock = _escrow(), _stock()
    given: dict[int, int] = {}
    for line in OrderLine.objects.select_related("order"):
        given[line.order_id] = given.get(line.order_id, 0) + line.refunded
        if escrow.get((f"escrow:{line.seller}", line.public_id), 0) != unreleased(line):
            found.append(f"{line.public_id} {line.state}: {escrow} in escrow")
        found += _misplaced(line, *stock)
    for order in Order.objects.all():
        if given[order.pk] != order.refunded or order.refunded > order.total:
            found.append(f"{order.public_id}: {order.refunded} of {order.total} refunded, lines say {given[order.pk]}")
    found += [f"pool {row}" for row in inventory.miscounted_pools()]
    found += [f"hold {row}" for row in inventory.miscounted_holds()]
    return found + [f"claim {row}" for row in inventory.orphan_claims()]


def _escrow():
    """(escrow account, line) → what is in it."""
    found: dict[tuple[str, str], int] = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = Transfer.objects.filter(**{f"{side}__code__startswith": "escrow:"})
        for code, subject, amount in rows.values_list(f"{side}__code", "subject").annotate(Sum("amount")):
            found[code, subject] = found.get((code, subject), 0) + sign * int(amount)
    return found


def _stock():
    """Holds by ref, and the positions each has sold."""
    holds = {hold.ref: hold for hold in Hold.objects.all()}
    sold: dict[str, set[int]] = {}
    for ref, position in Claim.objects.filter(state=2).values_list("hold", "position"):
        sold.setdefault(ref, set()).add(position)
    return holds, sold


def _misplaced(line, holds, sold):
    """Claims and holds say the same about a line as its state does."""
    hold, mine = holds[line.hold], sold.get(line.hold, set())
    units = line.qty - len(line.gone) if line.state in ("sold", "released") else 0
    if (hold.qty if hold.state == 2 else 0) != units:
        return [f"{line.public_id} {line.state}: hold says {hold.state}, {hold.qty}"]
    kept = {place for unit, place in enumerate(line.positions) if unit not in line.gone} if units else set()
    return [] if mine == kept else [f"{line.public_id} {line.state}: has {sorted(mine)}, not {sorted(kept)}"]
