"""Orders as pages show them: texts in the reader's language, amounts written out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yaji.kernel.catalog.ports import presenters
from yaji.kernel.catalog.types import Card
from yaji.kernel.money.formatting import format_money
from yaji.kernel.money.types import Money
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.ports import showcases
from yaji.kernel.orders.returns import returnable
from yaji.kernel.orders.types import Handed
from yaji.kernel.payments.ports import gateways
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import Refusal
from yaji.kit.text import LocalText


def summary(order: Order) -> dict[str, Any]:
    """What every page of an order shows."""
    return summaries([order])[0]


def summaries(orders: Sequence[Order]) -> list[dict[str, Any]]:
    """The same for many orders; a statement or two for each kind of offer, however many there are."""
    about = _about(line for order in orders for line in order.lines.all())
    return [_summary(order, about) for order in orders]


def _about(lines: Iterable[OrderLine]) -> dict[str, Card]:
    """By subject: what its trade says about it, such as when and where, and on which page it is."""
    subjects: dict[str, set[str]] = {}
    for line in lines:
        subjects.setdefault(line.kind, set()).add(line.subject)
    shown = [presenter.cards(sorted(mine)) for kind, mine in subjects.items() if (presenter := presenters.get(kind))]
    return {ref: card for cards in shown for ref, card in cards.items()}


def _summary(order: Order, about: Mapping[str, Card]) -> dict[str, Any]:
    lines = [_line(line, about) for line in order.lines.all()]
    return {
        "order": order,
        "lines": lines,
        "price_lines": [part for line in lines for part in line["parts"]],
        "total": format_money(order.money),
        "again_url": next((line["url"] for line in lines if line["url"]), ""),
        "refunded": format_money(Money(order.refunded, order.currency)) if order.refunded else "",
        "now": clock.now(),
    }


def checkout(order: Order, form: Mapping[str, Any], refusal: Refusal | None = None) -> dict[str, Any]:
    methods = [
        {"provider": name, "label": gateway.label, "methods": [method.label for method in gateway.methods]}
        for name, gateway in gateways.items()
    ]
    asked = [_questions(line, form["details"].get(line.public_id, {})) for line in order.lines.all()]
    return {
        **summary(order),
        "form": form,
        "refusal": refusal,
        "wrong": (refusal.facts.get("field") or "") if refusal else "",
        "wrong_fields": refusal.facts.get("fields", {}) if refusal else {},
        "asked": [group for group in asked if group["fields"]],
        "providers": methods,
        "steps": [
            {"label": _("Choose"), "state": "done"},
            {"label": _("Check out"), "state": "current"},
            {"label": _("Pay"), "state": "next"},
        ],
    }


def order(row: Order, payment: str, actor: Actor) -> dict[str, Any]:
    """The page of one order; once it is paid, with what it has brought."""
    done = row.state in ("paid", "closed")
    return {
        **summary(row),
        "payment": payment,
        "returnable": bool(returnable(row)),
        "over": is_over(row) and payment != "pending",
        "handed": _handed(row, actor) if done else [],
    }


def is_over(row: Order) -> bool:
    """Whether the time to pay has run out, also before the sweeper has been there."""
    return row.state == "placed" and row.held_until <= clock.now()


def _handed(row: Order, actor: Actor) -> list[Handed]:
    kinds = sorted({line.kind for line in row.lines.all()})
    shown = [showcase.show(actor=actor, order=row.public_id) for kind in kinds if (showcase := showcases.get(kind))]
    return [each for each in shown if each is not None]


def returning(row: Order, key: str) -> dict[str, Any]:
    """What may be given back, and what comes back for each."""
    units = [
        {
            "value": f"{each.line.public_id}:{each.unit}",
            "title": each.line.title,
            "label": each.label,
            "paid": format_money(Money(each.paid, row.currency)),
            "fee": format_money(Money(each.paid - each.back, row.currency)) if each.paid > each.back else "",
            "back": format_money(Money(each.back, row.currency)),
        }
        for each in returnable(row)
    ]
    return {**summary(row), "units": units, "key": key}


def _url(card: Card | None) -> str:
    return reverse(card.url_name, kwargs=card.url_kwargs) if card else ""


def _line(line: OrderLine, about: Mapping[str, Card]) -> dict[str, Any]:
    return {
        "row": line,
        "title": line.title,
        "about": about[line.subject].line if line.subject in about else "",
        "url": _url(about.get(line.subject)),
        "detail": line.detail,
        "labels": [LocalText(label) for n, label in enumerate(line.labels) if n not in line.gone],
        "parts": [
            {
                "label": LocalText(part["label"]),
                "reason": LocalText(part["reason"]),
                "amount": format_money(Money(part["amount"], line.currency)),
                "less": part["amount"] < 0,
            }
            for part in line.price_lines
        ],
    }


def _questions(line: OrderLine, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields a line asks for, filled with what was given."""
    ref, fields = line.public_id, []
    for question in line.terms.get("questions", []):
        if question.get("per") != "unit":
            value = given.get("answers", {}).get(question["id"], "")
            fields.append(_field(f"{ref}-{question['id']}", question, value))
    for n in range(line.qty):
        fields += _unit_fields(line, n, (given.get("units") or [{}] * line.qty)[n])
    return {"title": line.title, "fields": fields}


def _unit_fields(line: OrderLine, n: int, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    place = str(LocalText(line.labels[n])) if line.labels else str(n + 1)
    fields = []
    if line.terms.get("named"):
        label = _("Name of the guest: %(place)s") % {"place": place}
        name = f"{line.public_id}-{n}-name"
        fields.append({"name": name, "label": label, "kind": "text", "value": given.get("name", ""), "required": True})
    for question in line.terms.get("questions", []):
        if question.get("per") == "unit":
            value = given.get("answers", {}).get(question["id"], "")
            fields.append(_field(f"{line.public_id}-{n}-{question['id']}", question, value, place))
    return fields


def _field(name: str, question: Mapping[str, Any], value: Any, place: str = "") -> dict[str, Any]:
    label = str(LocalText(question["label"])) + (f" · {place}" if place else "")
    choices = [LocalText(choice) for choice in question.get("choices", [])]
    value = {True: "yes", False: "no", None: ""}.get(value, value) if question["kind"] == "yes_no" else value
    kind, required = question["kind"], question.get("required", False)
    return {"name": name, "label": label, "kind": kind, "value": value, "required": required, "choices": choices}
