"""What was sold will not happen: every order of it is refunded, each in a transaction of its own."""

from datetime import timedelta

import structlog

from yaji.kernel.events.queries import facts_of_kind
from yaji.kernel.orders import queries
from yaji.kernel.orders.events import SubjectWithdrawn
from yaji.kernel.orders.operations.lapsing import drop
from yaji.kernel.orders.steps import give_back
from yaji.kit import clock
from yaji.kit.actor import SYSTEM
from yaji.kit.errors import Refusal
from yaji.kit.operation import operation

log = structlog.get_logger(__name__)


def refund_withdrawn(*, subject: str) -> int:
    """Refund every paid line of a withdrawn subject and free what is still held. Safe to run again."""
    lines = queries.lines_of_subject(subject, ["held", "sold", "released"])
    refs = set(lines.values_list("order__public_id", flat=True))
    said = facts_of_kind(SubjectWithdrawn.kind).filter(subject=subject).first()
    why = str(said.body["why"]) if said else ""
    return sum(_refund_one(order=ref, subject=subject, why=why) for ref in sorted(refs))


def _refund_one(*, order: str, subject: str, why: str) -> bool:
    try:
        return _refund(order=order, subject=subject, why=why)
    except Refusal as refusal:
        # one order that resists must not keep the others from their money; doctor lists what is left
        log.warning("withdrawn_order_not_refunded", order=order, refusal=str(refusal))
    except Exception:
        log.exception("withdrawn_order_not_refunded", order=order)
    return False


@operation
def _refund(*, order: str, subject: str, why: str) -> bool:
    row = queries.lock_order(order)
    lines = [line for line in queries.lines_of(row) if line.subject == subject]
    if row.state == "placed":
        drop(row, verb="cancel", by="withdrawn")
        return True
    units = {
        line.public_id: [unit for unit in range(line.qty) if unit not in line.gone]
        for line in lines
        if line.state in ("sold", "released")
    }
    if not units:
        return False
    give_back(row, units, why="withdrawn", actor=SYSTEM, with_fee=False, said=why)
    return True


def refund_withdrawn_due() -> int:
    """Finish withdrawals whose work was interrupted, for as long as a month."""
    since = clock.now() - timedelta(days=30)
    subjects = facts_of_kind(SubjectWithdrawn.kind).filter(at__gt=since).values_list("subject", flat=True)
    return sum(refund_withdrawn(subject=subject) for subject in dict.fromkeys(subjects))
