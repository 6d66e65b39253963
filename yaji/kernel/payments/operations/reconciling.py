"""Asking about everything that should have been heard of by now."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import structlog

from yaji.kernel.payments import queries, states, steps
from yaji.kernel.payments.errors import ProviderTrouble
from yaji.kernel.payments.models import Intent
from yaji.kernel.payments.operations.asking import ask, cancel
from yaji.kernel.payments.operations.conversation import locked
from yaji.kernel.payments.operations.refunds import resend
from yaji.kit import clock
from yaji.kit.actor import SYSTEM
from yaji.kit.operation import operation

log = structlog.get_logger(__name__)

#: how much one round takes on of each provider; the rest waits for the next
BATCH = 200
#: a provider that failed this often in a row is left alone until the next round
PATIENCE = 3


def reconcile() -> None:
    """Ask about everything that should have been heard of by now. Runs every few minutes."""
    now = clock.now()
    _each(queries.due_intents(now, BATCH), lambda row: row.provider, _look_after)
    _each(queries.due_refunds(now, BATCH), lambda row: row.intent.provider, lambda row: _resend(row.public_id))


def _each(rows: list[Any], provider_of: Callable[[Any], str], work: Callable[[Any], None]) -> None:
    failures: Counter[str] = Counter()
    for row in rows:
        provider = provider_of(row)
        if failures[provider] >= PATIENCE:
            continue
        try:
            work(row)
            failures[provider] = 0
        except ProviderTrouble:
            failures[provider] += 1
        except Exception:
            # one row that can't be handled must not stop the others; it comes up again later
            log.exception("payments.reconcile_failed", ref=row.public_id)


def _look_after(row: Intent) -> None:
    _postpone(row.public_id)
    row = ask(row)
    if row.state in states.IN_FLIGHT and row.expires_at <= clock.now():
        cancel(actor=SYSTEM, intent=row.public_id)


def _resend(refund: str) -> None:
    resend(refund)


@operation
def _postpone(ref: str) -> None:
    """Set the next check before asking, so that a crash or a row that can't be handled does not block."""
    row = locked(ref)
    later = steps.next_check(row, row.state, clock.now())
    Intent.objects.filter(pk=row.pk).update(check_at=later, checks=row.checks + 1)
