"""A buyer's own data: handed over whole; blanked so that what was paid stays and who paid does not."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from yaji.kernel.orders.errors import BeingPaid
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.payments.queries import in_flight
from yaji.kit.privacy import ExportFile, Person, erasers, exporters, json_file
from yaji.kit.vault import fingerprint

ROOM = "orders"


def orders_of_person(person: Person) -> QuerySet[Order]:
    """What was bought with the account, or as a guest with one of its confirmed addresses; oldest first."""
    marks = [fingerprint(email) for email in person.emails]
    return Order.objects.filter(Q(buyer=person.user) | Q(email_print__in=marks)).order_by("pk")


def export(person: Person) -> Iterator[ExportFile]:
    rows = orders_of_person(person).prefetch_related("lines")
    yield json_file("orders.json", [_order(row) for row in rows])


def erase(person: Person) -> None:
    """Blank name, address and answers of every order. Raises BeingPaid while a payment is under way.

    What stays is what the books need: what, how many, when, for how much, under a number that leads to nobody.
    """
    orders = orders_of_person(person)
    for order in orders.filter(state="placed"):
        if in_flight(order.public_id):
            raise BeingPaid(code=order.code)
    refs = list(orders.values_list("pk", flat=True))
    OrderLine.objects.filter(order__in=refs).update(details={})
    Order.objects.filter(pk__in=refs).update(contact={}, email_print="", name_print="")


def plug() -> None:
    exporters.plug(ROOM, export)
    erasers.plug(ROOM, erase)


def _order(row: Order) -> dict[str, object]:
    money = {"currency": row.currency, "total": row.total, "refunded": row.refunded}
    times = {"placed_at": row.placed_at, "paid_at": row.paid_at}
    lines = [_line(line) for line in row.lines.all()]
    return (
        {"id": row.public_id, "code": row.code, "state": row.state, "contact": row.contact}
        | money
        | times
        | {
            "language": row.language,
            "lines": lines,
        }
    )


def _line(line: OrderLine) -> dict[str, object]:
    what = {"id": line.public_id, "title": line.title, "detail": line.detail, "places": line.labels}
    money = {"amount": line.amount, "refunded": line.refunded, "price": line.price_lines}
    return {**what, "quantity": line.qty, "state": line.state, "answers": line.details, **money}
