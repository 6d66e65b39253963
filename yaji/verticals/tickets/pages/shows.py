"""The page of a show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yaji.kernel.catalog.ports import recommenders
from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.identity.queries import parties
from yaji.kernel.media.queries import get_assets
from yaji.kernel.messages.operations import follow as follow_topic
from yaji.kernel.messages.operations import unfollow as unfollow_topic
from yaji.kernel.messages.queries import follows
from yaji.kit.text import LocalText
from yaji.verticals.tickets import queries, structured
from yaji.verticals.tickets.listing import listed, slots_on
from yaji.verticals.tickets.mails import topic_of
from yaji.verticals.tickets.models import Show
from yaji.verticals.tickets.policies import may_watch

#: others like it at the foot of the page
ALIKE = 4


@require_safe
def show(request: HttpRequest, ref: str) -> HttpResponse:
    """What it is, who is in it, and when it can be seen."""
    actor = actor_of_request(request)
    row = queries.show_for(actor, ref)
    rows = listed(actor, row)
    poster = get_assets([row.poster]).get(row.poster)
    organiser = parties([row.organiser]).get(row.organiser)
    context = {
        "show": row,
        "poster": poster,
        "organiser": organiser,
        "structured": structured.of_show(
            row,
            rows,
            image=settings.SITE_URL + poster.fallback_url(1280) if poster else "",
            organiser=str(organiser.name) if organiser else "",
        ),
        "people": [{name: LocalText(person.get(name) or {}) for name in ("role", "name")} for person in row.people],
        "venue": rows[0].performance.plan.hall.venue if rows else None,
        "may_watch": may_watch(actor, row.organiser),
        "crumbs": [{"label": _("Home"), "url": "/"}, {"label": row.title}],
        "site_url": settings.SITE_URL,
        "follows": actor.kind == "user" and follows(actor, topic_of(row.public_id)),
        "may_follow": actor.kind == "user",
        "alike": _alike(row),
        **slots_on(rows, request.GET.get("day", "")),
        **_age(row),
    }
    return render(request, "tickets/show.html", context)


@require_POST
def follow(request: HttpRequest, ref: str) -> HttpResponse:
    """Hear about new dates and new times of a show, or no longer."""
    actor = actor_of_request(request)
    row = queries.show_for(actor, ref)
    change = unfollow_topic if request.POST.get("do") == "stop" else follow_topic
    change(actor=actor, topic=topic_of(row.public_id))
    return redirect("tickets:show", ref=ref)


def _age(show: Show) -> dict[str, Any]:
    return {"age": f"{show.age_min}+" if show.age_min else "", "age_note": show.age_note}


def _alike(show: Show) -> list[dict[str, Any]]:
    """What else one may like, as contexts of the shared card; nothing where nobody recommends."""
    found = [card for each in recommenders.values() for card in each.like(show.public_id, limit=ALIKE)]
    return [
        {
            "url": reverse(card.url_name, kwargs=card.url_kwargs),
            "title": str(card.title),
            "meta": str(card.line),
            "price": str(card.note),
            "image": card.image,
            "initial": str(card.title)[:1],
        }
        for card in found
    ]
