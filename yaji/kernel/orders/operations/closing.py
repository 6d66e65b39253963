"""Payments that nothing is waiting for any more are closed at the provider."""

import structlog

from yaji.kernel.payments import operations as payments
from yaji.kernel.payments.errors import ProviderTrouble
from yaji.kernel.payments.queries import in_flight
from yaji.kit.actor import SYSTEM

log = structlog.get_logger(__name__)


def close_payments(*, order: str) -> int:
    """Close every payment still under way for an order that lapsed, was given up or is paid; how many were.

    Not an operation: providers are called with no transaction open. Safe to run again. One that does not answer
    is left to reconciliation, which closes what is older than the hold. A payment that turns out to be captured
    is stated as such, and goes back by itself.
    """
    closed = 0
    for row in in_flight(order):
        try:
            payments.cancel(actor=SYSTEM, intent=row.public_id)
            closed += 1
        except ProviderTrouble as trouble:
            log.warning("payment_not_closed", order=order, intent=row.public_id, trouble=str(trouble))
    return closed
