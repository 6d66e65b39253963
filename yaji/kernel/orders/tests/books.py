"""What the money says: balances of the accounts that orders move, and whether they agree with the lines."""

from django.db.models import Q, Sum

from yaji.kernel.inventory import queries as inventory
from yaji.kernel.inventory.models import Claim, Hold
from yaji.kernel.ledger import queries as ledger
from yaji.kernel.ledger.models import Transfer
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.tests.trade import HOUSE


def balances(currency="CNY"):
    """Every account that is not empty: code → credits less debits."""
    found = {}
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
    """Everything that does not add up; empty if all is well."""
    found = [f"ledger {currency} is off by {off}" for currency, off in ledger.re_add().items() if off]
    for line in OrderLine.objects.select_related("order"):
        if escrow_of(line, line.seller) != unreleased(line):
            found.append(f"{line.public_id} {line.state}: {escrow_of(line, line.seller)} in escrow")
        found += _stock(line)
    for order in Order.objects.all():
        given = sum(line.refunded for line in order.lines.all())
        if given != order.refunded or given > order.total:
            found.append(f"{order.public_id}: {order.refunded} of {order.total} refunded, lines say {given}")
    found += [f"pool {row}" for row in inventory.miscounted_pools()]
    found += [f"hold {row}" for row in inventory.miscounted_holds()]
    return found + [f"claim {row}" for row in inventory.orphan_claims()]


def _stock(line):
    """Claims and holds say the same about a line as its state does."""
    sold = line.qty - len(line.gone) if line.state in ("sold", "released") else 0
    hold = Hold.objects.get(ref=line.hold)
    if (hold.qty if hold.state == 2 else 0) != sold:
        return [f"{line.public_id} {line.state}: hold says {hold.state}, {hold.qty}"]
    if not line.positions:
        return []
    mine = Claim.objects.filter(Q(hold=line.hold, state=2)).values_list("position", flat=True)
    kept = {place for unit, place in enumerate(line.positions) if unit not in line.gone} if sold else set()
    return [] if set(mine) == kept else [f"{line.public_id} {line.state}: has {sorted(mine)}, not {sorted(kept)}"]
