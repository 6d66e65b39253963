"""What orders do when they hear a fact. Each may hear the same fact twice."""

from yaji.kernel.events.types import Heard
from yaji.kernel.orders import operations
from yaji.kernel.orders.tasks import close_payments, refund_withdrawn
from yaji.kernel.payments.queries import in_flight


def captured(heard: Heard) -> None:
    """Every way a capture can reach us (browser, notice, reconciliation) ends here."""
    operations.settle(heard=heard)


def failed(heard: Heard) -> None:
    operations.payment_failed(heard=heard)


def refunded(heard: Heard) -> None:
    operations.refund_arrived(heard=heard)


def over(heard: Heard) -> None:
    """Paid, lapsed or given up: what is still open at a provider is closed there, by the worker."""
    if in_flight(heard.subject):
        close_payments.enqueue(heard.subject)


def withdrawn(heard: Heard) -> None:
    refund_withdrawn.enqueue(heard.subject)
