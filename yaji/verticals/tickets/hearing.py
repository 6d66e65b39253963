"""What tickets do when they hear a fact. Each may hear the same fact twice."""

from yaji.kernel.events.types import Heard
from yaji.verticals.tickets import operations
from yaji.verticals.tickets.tasks import tell_moved


def order_paid(heard: Heard) -> None:
    operations.mail_passes(order=heard.subject)


def performance_moved(heard: Heard) -> None:
    tell_moved.enqueue(heard.subject, str(heard.body["before"]))
    operations.tell_followers(performance=heard.subject, moved=True)


def performance_opened(heard: Heard) -> None:
    if not heard.body["again"]:
        operations.tell_followers(performance=heard.subject, moved=False)
