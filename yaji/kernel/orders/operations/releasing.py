"""Escrow is released: the money goes where the line's frozen split says."""

import structlog

from yaji.kernel.events.steps import record
from yaji.kernel.ledger.steps import post
from yaji.kernel.orders import queries
from yaji.kernel.orders.events import EscrowReleased
from yaji.kernel.orders.models import OrderLine
from yaji.kernel.orders.states import LINE, ORDER
from yaji.kernel.orders.steps import release_postings
from yaji.kit import clock
from yaji.kit.actor import SYSTEM
from yaji.kit.errors import Refusal
from yaji.kit.operation import operation
from yaji.kit.states import move

log = structlog.get_logger(__name__)


def release_due(limit: int = 1_000) -> int:
    """Release every line whose time has come, each in a transaction of its own. How many."""
    done = 0
    for line in queries.releasable_lines(clock.now(), limit):
        try:
            done += _release(line=line)
        except Refusal as refusal:
            # one line that resists must not keep the other sellers from their money
            log.warning("line_not_released", line=line, refusal=str(refusal))
        except Exception:
            log.exception("line_not_released", line=line)
    return done


@operation
def _release(*, line: int) -> bool:
    """Release one line; with the last of them the order is closed."""
    order = OrderLine.objects.values_list("order__public_id", flat=True).get(pk=line)
    locked = queries.lock_order(order)
    row = queries.lock_line(line)
    # it may have been returned, or postponed, since it was found to be due
    if row.state != "sold" or not row.release_at or row.release_at > clock.now():
        return False
    move(row, "release", LINE)
    if locked.provider:
        post(release_postings(row))
    if not OrderLine.objects.filter(order=locked, state="sold").exists():
        move(locked, "close", ORDER)
    record([EscrowReleased(subject=order, line=row.public_id)], actor=SYSTEM)
    return True
