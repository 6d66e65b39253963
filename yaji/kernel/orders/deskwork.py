"""A seller's orders as the console shows them: texts in the reader's language, amounts written out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yaji.kernel.catalog.ports import presenters
from yaji.kernel.catalog.queries import newest_subjects
from yaji.kernel.money.formatting import format_money, plain_amount
from yaji.kernel.money.types import Money
from yaji.kernel.orders import selling
from yaji.kernel.orders.forms import STATES
from yaji.kernel.orders.models import Order, OrderLine
from yaji.kernel.orders.policies import may_refund
from yaji.kernel.orders.refunds import Preview, limit
from yaji.kit.actor import Actor
from yaji.kit.text import LocalText

NAMES = dict(STATES)
_SHADES = {"paid": "status-ok", "closed": "status-ok", "placed": "status-warn", "refunded": "status-bad"}
#: how many performances the filter offers; older ones are reached from their own pages
MOST_SUBJECTS = 100


def subjects(seller: str, chosen: str) -> list[dict[str, Any]]:
    """What the list can be narrowed to: the newest things the seller offered."""
    found = newest_subjects(seller, MOST_SUBJECTS)
    return [
        {"ref": ref, "label": label, "chosen": ref == chosen}
        for ref, label in _labels(found).items()
        if ref in {subject for subject, _kind in found}
    ]


def rows(orders: Sequence[Order], seller: str) -> list[dict[str, Any]]:
    """Orders as rows of the list; a statement or two for each kind of offer, however many there are."""
    mine = {order.pk: selling.own_lines(order, seller) for order in orders}
    about = _labels({(line.subject, line.kind) for lines in mine.values() for line in lines})
    return [_row(order, mine[order.pk], about) for order in orders]


def order(row: Order, seller: str, actor: Actor) -> dict[str, Any]:
    """Everything the page of one order shows."""
    lines = selling.own_lines(row, seller)
    about = _labels({(line.subject, line.kind) for line in lines})
    left = selling.total_of(lines, row.currency) - selling.refunded_of(lines, row.currency)
    return {
        **_row(row, lines, about),
        "lines": [_line(line, about) for line in lines],
        "left": format_money(left),
        "events": [_event(event) for event in selling.events_of(row, seller)],
        "movements": [_movement(movement) for movement in selling.movements_of(row, seller)],
        "requests": [_request(request, actor) for request in selling.requests_about(row)],
        "refundable": row.state in ("paid", "closed") and any(len(line.gone) < line.qty for line in lines),
    }


def refundable(row: Order, seller: str) -> dict[str, Any]:
    """The units that can still be given back."""
    lines = selling.own_lines(row, seller)
    about = _labels({(line.subject, line.kind) for line in lines})
    units = [
        {
            "value": f"{line.public_id}:{unit}",
            "title": line.title,
            "about": about.get(line.subject, ""),
            "label": _unit_label(line, unit),
            "amount": format_money(Money(line.unit_amounts[unit], line.currency)),
        }
        for line in lines
        if row.state in ("paid", "closed") and line.state in ("sold", "released")
        for unit in range(line.qty)
        if unit not in line.gone
    ]
    return {**_row(row, lines, about), "units": units, "limit": format_money(limit(row.currency))}


def previewed(found: Preview) -> dict[str, Any]:
    """What a refund would mean, before it is confirmed."""
    units = [
        {
            "value": f"{line.public_id}:{unit}",
            "title": line.title,
            "label": _unit_label(line, unit),
            "amount": format_money(Money(line.unit_amounts[unit], line.currency)),
        }
        for line, numbers in found.lines
        for unit in numbers
    ]
    return {"units": units, "amount": format_money(found.amount), "large": found.large}


def csv_head() -> list[str]:
    return [
        pgettext("an order", "Number"),
        _("State"),
        _("Placed (UTC)"),
        _("Paid (UTC)"),
        _("Name"),
        _("E-mail"),
        _("Channel"),
        _("What"),
        _("When and where"),
        _("Category"),
        _("How many"),
        _("Given back"),
        _("Amount"),
        _("Refunded"),
        _("Currency"),
    ]


def csv_rows(orders: Any, seller: str) -> Iterator[Sequence[object]]:
    """A row for each line, by batches so that a large export stays small in memory."""
    about: dict[str, str] = {}
    for row in orders.iterator(chunk_size=500):
        contact = row.contact or {}
        for line in selling.own_lines(row, seller):
            if line.subject not in about:
                about |= {line.subject: ""} | _labels([(line.subject, line.kind)])
            yield (
                row.code,
                str(NAMES.get(row.state, row.state)),
                _moment(row.placed_at),
                _moment(row.paid_at),
                contact.get("name", ""),
                contact.get("email", ""),
                row.channel,
                str(line.title),
                about[line.subject],
                str(line.detail),
                line.qty,
                len(line.gone),
                plain_amount(line.amount, line.currency),
                plain_amount(line.refunded, line.currency),
                line.currency,
            )


def _moment(at: Any) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _labels(wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By subject: its title and the line its trade says about it, such as when and where."""
    kinds: dict[str, set[str]] = {}
    for subject, kind in wanted:
        kinds.setdefault(kind, set()).add(subject)
    shown = [presenter.cards(sorted(mine)) for kind, mine in kinds.items() if (presenter := presenters.get(kind))]
    return {ref: f"{card.title} · {card.line}" for cards in shown for ref, card in cards.items()}


def _row(order: Order, lines: Sequence[OrderLine], about: dict[str, str]) -> dict[str, Any]:
    contact = order.contact or {}
    titles = dict.fromkeys(about.get(line.subject) or str(line.title) for line in lines)
    refunded = selling.refunded_of(lines, order.currency)
    return {
        "order": order,
        "name": contact.get("name", ""),
        "email": contact.get("email", ""),
        "titles": list(titles),
        "qty": sum(line.qty for line in lines),
        "gone": sum(len(line.gone) for line in lines),
        "total": format_money(selling.total_of(lines, order.currency)),
        "refunded": format_money(refunded) if refunded.minor else "",
        "state": NAMES.get(order.state, order.state),
        "shade": _SHADES.get(order.state, ""),
    }


def _line(line: OrderLine, about: dict[str, str]) -> dict[str, Any]:
    return {
        "title": about.get(line.subject) or line.title,
        "detail": line.detail,
        "units": [
            {"label": _unit_label(line, unit), "gone": unit in line.gone, "amount": _unit_amount(line, unit)}
            for unit in range(line.qty)
        ],
        "amount": format_money(line.money),
    }


def _unit_label(line: OrderLine, unit: int) -> str:
    return str(LocalText(line.labels[unit])) if line.labels else f"{line.detail} · {unit + 1}"


def _unit_amount(line: OrderLine, unit: int) -> str:
    return format_money(Money(line.unit_amounts[unit], line.currency))


def _event(event: selling.Event) -> dict[str, Any]:
    return {
        "at": timezone.localtime(event.at),
        "what": _said(event),
        "who": event.who,
        "amount": format_money(event.amount) if event.amount else "",
    }


def _movement(movement: selling.Movement) -> dict[str, Any]:
    return {
        "at": timezone.localtime(movement.at),
        "debit": _account(movement.debit),
        "credit": _account(movement.credit),
        "amount": format_money(movement.amount),
    }


def _account(code: str) -> str:
    """An account of the ledger in plain words; an unknown one by its code, so that nothing is hidden."""
    name, _colon, of = code.partition(":")
    said = {
        "clearing": _("Payment provider (%(of)s)") % {"of": of},
        "refunding": _("On its way back (%(of)s)") % {"of": of},
        "escrow": _("Held for the seller"),
        "payable": _("Owed to the seller"),
        "revenue": _("Commission"),
    }
    return said.get(name, code)


def _said(event: selling.Event) -> str:
    """A fact in plain words; an unknown one by its name, so that nothing is hidden."""
    said = {
        "orders.placed": _("Places held, price fixed"),
        "orders.paid": _("Paid and handed over"),
        "orders.lapsed": _("Not paid in time or given up; the places are free again"),
        "orders.late_capture": _("A payment came that the order could not take; it goes straight back"),
        "orders.returned": _("Given back"),
        "orders.escrow_released": _("The seller's share was released"),
        "payments.captured": _("The payment arrived"),
        "payments.failed": _("An attempt to pay ended without money"),
        "payments.mismatch": _("The payment provider reported another amount; nothing was applied"),
        "payments.refund_requested": _("The payment provider was asked to give money back"),
        "payments.refunded": _("The payment provider has given the money back"),
        "payments.refund_failed": _("The payment provider would not give the money back"),
        "tickets.passes_issued": _("Passes issued"),
        "tickets.passes_revoked": _("Passes made void"),
    }
    text = said.get(event.kind, event.kind)
    why = str(event.facts.get("why", "")) if event.kind == "orders.returned" else ""
    return f"{text}: {_why(why)}" if why else text


def _why(why: str) -> str:
    return {"returned": _("by the buyer"), "withdrawn": _("it was cancelled")}.get(why, why)


def _request(request: Any, actor: Actor) -> dict[str, Any]:
    waiting = request.state == "waiting"
    mine = request.asked_by == actor.ref
    return {
        "row": request,
        "amount": format_money(Money(request.amount, request.currency)),
        "waiting": waiting,
        "may_approve": waiting and not mine and may_refund(actor, [request.party]),
        "may_decline": waiting and may_refund(actor, [request.party]),
        "state": {
            "waiting": _("Waiting for a second person"),
            "approved": _("Approved"),
            "declined": _("Declined"),
        }[request.state],
    }
