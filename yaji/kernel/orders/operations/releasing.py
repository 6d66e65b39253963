"""Escrow is released: the money goes where the line's frozen split says."""

from yaji.kernel.events.steps import record
from yaji.kernel.ledger.steps import post
from yaji.kernel.ledger.types import Posting
from yaji.kernel.orders import queries
from yaji.kernel.orders.events import EscrowReleased
from yaji.kernel.orders.models import OrderLine
from yaji.kernel.orders.states import LINE
from yaji.kit import clock
from yaji.kit.actor import SYSTEM
from yaji.kit.operation import operation
from yaji.kit.states import move


def release_due(limit: int = 1_000) -> int:
    """Release every line whose time has come, each in a transaction of its own. How many."""
    return sum(_release(line=line) for line in queries.releasable_lines(clock.now(), limit))


@operation
def _release(*, line: int) -> bool:
    order = OrderLine.objects.values_list("order__public_id", flat=True).get(pk=line)
    locked = queries.lock_order(order)
    row = OrderLine.objects.get(pk=line)
    if row.state != "sold":
        return False
    move(row, "release", LINE)
    if locked.provider:
        post(
            [
                Posting(f"escrow:{row.seller}", account, share - back, row.currency, "release", row.public_id)
                for (account, share), back in zip(row.split, row.returned, strict=True)
            ]
        )
    record([EscrowReleased(subject=order, line=row.public_id)], actor=SYSTEM)
    return True
