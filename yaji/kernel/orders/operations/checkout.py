"""Who is buying, and what the trade wants to know."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from yaji.kernel.messages.queries import deliverable
from yaji.kernel.orders import queries
from yaji.kernel.orders.errors import AnswersMissing, ContactMissing, HoldExpired, NotPayable
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.policies import owns
from yaji.kernel.orders.ports import fulfillers
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound
from yaji.kit.operation import operation
from yaji.kit.vault import fingerprint


@operation
def check_out(
    *, actor: Actor, order: str, name: str, email: str, details: Mapping[str, Mapping[str, Any]], language: str
) -> Order:
    """Store the contact and, by line ref, answers and attendee names. May be repeated until it is paid.

    Raises ContactMissing, AnswersMissing (by form field), HoldExpired, NotPayable.
    """
    row = queries.lock_order(order)
    if not owns(actor, row.buyer, row.public_id):
        raise NotFound()
    require_open(row)
    contact = _contact(name, email)
    lines = queries.lines_of(row)
    _check_known(details, lines)
    for line in lines:
        line.details = dict(details.get(line.public_id, {}))
    row.contact = contact
    row.language = language
    row.email_print = fingerprint(contact["email"])
    row.name_print = fingerprint(contact["name"])
    for kind in sorted({line.kind for line in lines}):
        mine = [queries.as_plug_line(line, row) for line in lines if line.kind == kind]
        fulfillers[kind].reserve(lines=mine)
    OrderLine.objects.bulk_update(lines, ["details"])
    row.save(update_fields=["contact", "language", "email_print", "name_print"])
    return row


def require_open(order: Order) -> None:
    """Refuse unless the order can still be paid."""
    if order.state == "lapsed" or (order.state == "placed" and order.held_until <= clock.now()):
        raise HoldExpired()
    if order.state != "placed":
        raise NotPayable(state=order.state)


def _contact(name: str, email: str) -> dict[str, str]:
    name, email = " ".join(name.split())[:120], email.strip()[:254]
    try:
        validate_email(email)
    except ValidationError:
        raise ContactMissing(field="email") from None
    if not deliverable(email):
        raise ContactMissing(field="email")
    if not name:
        raise ContactMissing(field="name")
    return {"name": name, "email": email}


def _check_known(details: Mapping[str, Mapping[str, Any]], lines: list[OrderLine]) -> None:
    unknown = set(details) - {line.public_id for line in lines}
    if unknown:
        raise AnswersMissing(fields=dict.fromkeys(sorted(unknown), "unknown"))
