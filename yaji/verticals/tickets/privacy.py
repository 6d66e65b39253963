"""Passes of a person: handed over with what is printed on them; the holder's name goes with the account."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from yaji.kernel.orders.privacy import orders_of_person
from yaji.kit.privacy import ExportFile, Person, erasers, exporters, json_file
from yaji.verticals.tickets.models import CheckIn, Pass

ROOM = "tickets"


def export(person: Person) -> Iterator[ExportFile]:
    rows = list(_passes(person).select_related("performance__show").order_by("pk"))
    used = dict(CheckIn.objects.filter(carried__in=rows).values_list("carried_id", "at"))
    yield json_file("passes.json", [{**_pass(row), "used_at": used.get(row.pk)} for row in rows])


def erase(person: Person) -> None:
    """Blank the names on passes. A pass stays what it is: whoever has its code can still go in."""
    _passes(person).update(holder="")


def plug() -> None:
    exporters.plug(ROOM, export)
    erasers.plug(ROOM, erase)


def _passes(person: Person) -> QuerySet[Pass]:
    orders = orders_of_person(person).values_list("public_id", flat=True)
    return Pass.objects.filter(Q(owner=person.user) | Q(order__in=list(orders)))


def _pass(row: Pass) -> dict[str, object]:
    performance = row.performance
    where = {"show": performance.show.title, "starts_at": performance.starts_at, "place": row.label}
    facts = {"state": row.state, "holder": row.holder, "category": row.category, "order": row.order_code}
    return {"id": row.public_id, "code": row.code, **where, **facts, "issued_at": row.issued_at}
