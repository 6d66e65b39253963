"""What orders do when they hear a fact. Each may hear the same fact twice."""

from yaji.kernel.events.types import Heard
from yaji.kernel.orders import operations
from yaji.kernel.orders.tasks import refund_withdrawn


def captured(heard: Heard) -> None:
    """Every way a capture can reach us (browser, notice, reconciliation) ends here."""
    operations.settle(heard=heard)


def failed(heard: Heard) -> None:
    operations.payment_failed(heard=heard)


def refunded(heard: Heard) -> None:
    operations.refund_arrived(heard=heard)


def withdrawn(heard: Heard) -> None:
    refund_withdrawn.enqueue(heard.subject)
