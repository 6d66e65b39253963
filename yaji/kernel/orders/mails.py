"""The mails of an order, recorded in the transaction that makes them true.

One that can't be written must not undo the sale, or keep a refund from its buyer: it is left out and logged.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from yaji.kernel.catalog.ports import presenters
from yaji.kernel.messages import steps as messages
from yaji.kernel.messages.ports import templates
from yaji.kernel.messages.types import Recipient, Template
from yaji.kernel.money.formatting import format_money
from yaji.kernel.money.types import Money
from yaji.kernel.orders.links import token_of
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.types import Cut
from yaji.kit.operation import optional
from yaji.kit.text import LocalText

KINDS = ("paid", "returned", "late", "links")


def plug() -> None:
    for kind in KINDS:
        name = f"orders/mail/{kind}"
        templates.plug(f"orders.{kind}", Template(f"{name}_subject.txt", f"{name}.txt", f"{name}.html"))


def link(order: Order, language: str) -> str:
    """A full address that opens the order without an account."""
    with override(language):
        return settings.SITE_URL + reverse("orders:open", args=[token_of(order.public_id)])


@optional
def send_paid(order: Order, lines: Sequence[OrderLine]) -> None:
    about = _about([(line.kind, line.subject) for line in lines], order)
    shown = [{**_line(line, order), "about": about.get(line.subject, "")} for line in lines]
    context = {"code": order.code, "total": _money(order.money, order), "lines": shown}
    _send("paid", order, context, key=f"paid:{order.public_id}")


@optional
def send_returned(order: Order, cuts: Sequence[Cut], amount: Money, key: str, *, said: str = "") -> None:
    about = _about([(cut.line.kind, cut.line.subject) for cut in cuts], order)
    units = [
        {"title": _text(cut.line.title, order), "about": about.get(cut.line.subject, ""), "qty": len(cut.units)}
        for cut in cuts
    ]
    context = {
        "code": order.code,
        "amount": _money(amount, order),
        "units": units,
        "withdrawn": cuts[0].why == "withdrawn",
        "said": said,
    }
    _send("returned", order, context, key=f"returned:{order.public_id}:{key}")


@optional
def send_late(order: Order, amount: Money, intent: str) -> None:
    _send("late", order, {"code": order.code, "amount": _money(amount, order)}, key=f"late:{intent}")


def send_links(email: str, orders: Sequence[Order], language: str) -> None:
    rows = [
        {
            "code": order.code,
            "link": link(order, language),
            "title": LocalText(order.lines.all()[0].title).in_language(language),
        }
        for order in orders
    ]
    to = Recipient(email=email, name=orders[0].contact.get("name", ""), language=language)
    messages.send(kind="orders.links", to=to, context={"orders": rows})


def _send(kind: str, order: Order, context: dict[str, Any], *, key: str) -> None:
    contact = order.contact or {}
    if contact.get("email"):
        to = Recipient(email=contact["email"], name=contact.get("name", ""), language=order.language)
        context = {**context, "name": contact.get("name", ""), "link": link(order, order.language)}
        messages.send(kind=f"orders.{kind}", to=to, context=context, key=key)


def _about(subjects: Sequence[tuple[str, str]], order: Order) -> dict[str, str]:
    """By subject: the line its trade says about it, such as when and where; some statements for each kind."""
    by_kind: dict[str, set[str]] = {}
    for kind, subject in subjects:
        by_kind.setdefault(kind, set()).add(subject)
    shown = [plug.cards(sorted(mine)) for kind, mine in by_kind.items() if (plug := presenters.get(kind))]
    return {ref: _text(card.line, order) for cards in shown for ref, card in cards.items()}


def _line(line: OrderLine, order: Order) -> dict[str, Any]:
    return {
        "title": _text(line.title, order),
        "detail": _text(line.detail, order),
        "qty": line.qty,
        "labels": [_text(label, order) for label in line.labels],
        "amount": _money(line.money, order),
    }


def _text(text: Any, order: Order) -> str:
    return LocalText(text).in_language(order.language)


def _money(money: Money, order: Order) -> str:
    return format_money(money, order.language)
