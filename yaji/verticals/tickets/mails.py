"""The mails of this room: passes when they are paid, and a new time. Files are made when the mail leaves."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from yaji.kernel.messages import steps as messages
from yaji.kernel.messages.ports import sources, templates, topics
from yaji.kernel.messages.types import Attachment, Context, Recipient, Template
from yaji.kernel.orders.links import token_of
from yaji.kernel.orders.queries import order_for
from yaji.kit.actor import SYSTEM
from yaji.verticals.tickets import moments, printing, queries
from yaji.verticals.tickets.ical import calendar_of
from yaji.verticals.tickets.models import Pass, Performance, Show

KINDS = ("passes", "moved", "news")


def plug() -> None:
    for kind in KINDS:
        start = f"tickets/mail/{kind}"
        way: dict[str, Any] = {"prepare": _with_link, "url": _path} if kind == "news" else {}
        templates.plug(f"tickets.{kind}", Template(f"{start}_subject.txt", f"{start}.txt", f"{start}.html", **way))
    topics.plug("show", _shows)
    sources.plug("tickets.passes_pdf", passes_pdf)
    sources.plug("tickets.passes_ics", passes_ics)


def passes_pdf(order: str, language: str) -> bytes:
    """The valid passes of an order on paper, for the mail to its buyer."""
    return printing.passes_pdf(_valid(order), language)


def passes_ics(order: str, language: str) -> bytes:
    return calendar_of(_valid(order), language)


def send_passes(order: str, rows: list[Pass]) -> None:
    """Inside an operation: the passes of a paid order to its buyer, once."""
    to, link = _buyer(order)
    if to is None:
        return
    code, files = rows[0].order_code, {"order": order, "language": to.language}
    attached = [
        Attachment(f"yaji-{code}.pdf", "application/pdf", source="tickets.passes_pdf", arguments=files),
        Attachment(f"yaji-{code}.ics", "text/calendar", source="tickets.passes_ics", arguments=files),
    ]
    context = {"code": code, "link": link, "name": to.name, "groups": _groups(rows, to.language)}
    messages.send(kind="tickets.passes", to=to, context=context, attachments=attached, key=order)


def send_moved(order: str, performance: Performance, before: str) -> None:
    """Inside an operation: another time, to one buyer, once for each new time."""
    to, link = _buyer(order)
    if to is None:
        return
    context = {
        "title": performance.show.title.in_language(to.language),
        "before": before,
        "when": moments.when(performance, to.language),
        "where": moments.where(performance, to.language),
        "link": link,
        "name": to.name,
    }
    key = f"{order}:{performance.public_id}:{performance.starts_at.isoformat()}"
    messages.send(kind="tickets.moved", to=to, context=context, key=key)


def tell_followers(performance: Performance, *, moved: bool) -> None:
    """Inside an operation: news of a show to those who follow it."""
    show = performance.show
    context = {
        "title": dict(show.title),
        "line": dict(moments.line(performance)),
        "moved": moved,
        "show": show.public_id,
    }
    key = f"{performance.public_id}:{performance.starts_at.isoformat() if moved else 'open'}"
    messages.notify(topic_of(show.public_id), "tickets.news", context, key)


def _shows(refs: Collection[str]) -> dict[str, tuple[str, str]]:
    """Titles and pages of shows that somebody follows."""
    rows = Show.objects.filter(public_id__in=refs)
    return {row.public_id: (str(row.title), reverse("tickets:show", args=[row.public_id])) for row in rows}


def _path(context: Context) -> str:
    """Where a notice leads, in the reader's language."""
    return reverse("tickets:show", args=[context["show"]])


def _with_link(context: Context, to: Recipient) -> Context:
    """A full address for the mail; called in the reader's language."""
    return {**context, "url": settings.SITE_URL + _path(context)}


def topic_of(show: str) -> str:
    """What one follows to hear about a show."""
    return f"show:{show}"


def _buyer(order: str) -> tuple[Recipient | None, str]:
    row = order_for(SYSTEM, order)
    contact = row.contact or {}
    if not contact.get("email"):
        return None, ""
    with override(row.language):
        link = settings.SITE_URL + reverse("orders:open", args=[token_of(order)])
    return Recipient(email=contact["email"], name=contact.get("name", ""), language=row.language), link


def _valid(order: str) -> list[Pass]:
    return [row for row in queries.passes_issued(order) if row.state != "revoked"]


def _groups(rows: list[Pass], language: str) -> list[dict[str, Any]]:
    groups: dict[int, dict[str, Any]] = {}
    for row in rows:
        performance = row.performance
        group = groups.setdefault(
            performance.pk,
            {
                "title": performance.show.title.in_language(language),
                "when": moments.when(performance, language),
                "where": moments.where(performance, language),
                "places": [],
            },
        )
        group["places"].append(row.label.in_language(language))
    return list(groups.values())
