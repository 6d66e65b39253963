"""Passes as their owners see them: on the phone, on paper, in the calendar."""

from collections.abc import Sequence
from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yaji.kernel.identity.http import actor_of_request, open_key
from yaji.kit.errors import NotFound
from yaji.kit.http.throttle import Limit, client_address, spend
from yaji.verticals.tickets import printing, queries
from yaji.verticals.tickets.carrying import carried
from yaji.verticals.tickets.ical import calendar_of
from yaji.verticals.tickets.links import LinkExpired, pass_of
from yaji.verticals.tickets.models import Pass

PRINTS = Limit("tickets.print", per_minute=30, burst=20)
OPENINGS = Limit("tickets.open", per_minute=30, burst=20)
MOST_SHOWN = 60


@never_cache
@require_safe
def my_passes(request: HttpRequest) -> HttpResponse:
    """What is coming up, soonest first; what is over behind a switch."""
    past = "past" in request.GET
    rows = list(queries.my_passes(actor_of_request(request), past=past)[:MOST_SHOWN])
    groups = [
        {"performance": mine[0].performance, "passes": mine, "order": mine[0].order}
        for mine in (list(group) for _key, group in groupby(rows, key=lambda row: (row.performance_id, row.order)))
    ]
    return render(request, "tickets/my_passes.html", {"groups": groups, "past": past})


@never_cache
@require_safe
def one_pass(request: HttpRequest, ref: str) -> HttpResponse:
    """One pass with its code."""
    row = queries.pass_for(actor_of_request(request), ref)
    return _show(request, [row], order="")


@never_cache
@require_safe
def order_passes(request: HttpRequest, order: str) -> HttpResponse:
    """Every pass of an order on one page: the phone is handed round at the door."""
    return _show(request, _of_order(request, order), order=order)


@never_cache
@require_safe
def open_pass(request: HttpRequest, token: str) -> HttpResponse:
    """A signed link to one pass was followed: this browser may see it from now on."""
    spend(OPENINGS, client_address(request))
    ref, version = pass_of(token)
    if not queries.pass_is(ref, version):
        raise LinkExpired()
    open_key(request, ref)
    return HttpResponseRedirect(reverse("tickets:pass", args=[ref]))


@never_cache
@require_safe
def pass_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    return _pdf(request, [queries.pass_for(actor_of_request(request), ref)])


@never_cache
@require_safe
def order_pdf(request: HttpRequest, order: str) -> HttpResponse:
    return _pdf(request, [row for row in _of_order(request, order) if row.state != "revoked"])


@never_cache
@require_safe
def pass_ics(request: HttpRequest, ref: str) -> HttpResponse:
    return _ics([queries.pass_for(actor_of_request(request), ref)])


@never_cache
@require_safe
def order_ics(request: HttpRequest, order: str) -> HttpResponse:
    return _ics([row for row in _of_order(request, order) if row.state != "revoked"])


def _of_order(request: HttpRequest, order: str) -> list[Pass]:
    rows = queries.passes_of_order(actor_of_request(request), order)
    if not rows:
        raise NotFound(ref=order)
    return rows


def _show(request: HttpRequest, rows: Sequence[Pass], *, order: str) -> HttpResponse:
    context = {"passes": carried(rows), "order": order, "show": rows[0].performance.show}
    return render(request, "tickets/passes.html", context)


def _pdf(request: HttpRequest, rows: Sequence[Pass]) -> HttpResponse:
    spend(PRINTS, client_address(request))
    if not rows:
        raise NotFound()
    response = HttpResponse(printing.passes_pdf(rows, get_language() or "en"), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="yaji-{rows[0].order_code}.pdf"'
    return response


def _ics(rows: Sequence[Pass]) -> HttpResponse:
    if not rows:
        raise NotFound()
    response = HttpResponse(calendar_of(rows, get_language() or "en"), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="yaji-{rows[0].order_code}.ics"'
    return response
