"""Choosing places: the page, the map and its stock, the price, the best available."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.media.queries import get_assets
from yaji.kernel.money.formatting import format_money
from yaji.kernel.money.parsing import parse_amount
from yaji.kernel.orders.queries import basket_of
from yaji.kit.actor import Actor
from yaji.kit.errors import BadInput, Refusal
from yaji.kit.http.refusals import as_json
from yaji.kit.http.throttle import Limit, client_address, spend
from yaji.kit.ids import mint
from yaji.verticals.tickets import choosing, queries, structured
from yaji.verticals.tickets.choosing import Choice
from yaji.verticals.tickets.mapping import map_of
from yaji.verticals.tickets.models import Performance
from yaji.verticals.tickets.plans import Compiled
from yaji.verticals.tickets.policies import may_watch
from yaji.verticals.tickets.queries.stock import FREE, Stock, packed_stock, stock_of
from yaji.verticals.tickets.seatmap import props

#: halls up to this size are listed whole; larger ones block by block
WHOLE = 150
QUOTES = Limit("tickets.quote", per_minute=240, burst=120)
SEARCHES = Limit("tickets.best", per_minute=60, burst=30)


@never_cache
@require_safe
def performance(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose places: a map where there is script, lists where there is none."""
    actor = actor_of_request(request)
    row = queries.performance_for(actor, ref)
    stock = stock_of(row)
    plan = queries.compiled(row.plan_id)
    state = choosing.sale_state(row)
    rows = choosing.price_rows(row, stock)
    held = _held(actor, ref)
    poster = get_assets([row.show.poster]).get(row.show.poster)
    on_map = state == "open" and any(not price["area"] for price in rows)
    context = {
        "performance": row,
        "show": row.show,
        "poster": poster,
        "structured": structured.of_performance(
            row,
            [price["price"] for price in rows],
            left=stock.free > 0,
            image=settings.SITE_URL + poster.fallback_url(1280) if poster else "",
        ),
        "state": state,
        "sold_out": state == "open" and stock.free == 0,
        "may_watch": may_watch(actor, row.show.organiser),
        "held": held,
        "seat_prices": [price for price in rows if not price["area"]],
        "area_prices": [price for price in rows if price["area"]],
        "most": row.show.max_per_order,
        "blocks": _blocks(plan, stock),
        "seat_rows": _seat_rows(plan, stock, request.GET.get("block", "")),
        "block": request.GET.get("block", ""),
        "props": props(request, row, rows, held=held is not None) if on_map else None,
    }
    return render(request, "tickets/performance.html", context)


def _held(actor: Actor, ref: str) -> Any:
    """An order of the actor's that still holds places here: going back must not lose it."""
    return next((order for order in basket_of(actor) if any(line.subject == ref for line in order.lines.all())), None)


def _blocks(plan: Compiled, stock: Stock) -> list[dict[str, Any]]:
    """Parts of a large hall to choose from: sections by price category, with what is left in each."""
    if plan.size <= WHOLE:
        return []
    marks = {price.zone: price for price in stock.prices}
    free: dict[tuple[int, str], int] = {}
    for position, state in enumerate(stock.seats):
        if state == FREE:
            part = (plan.rows[plan.row_of[position]].section, plan.zones[position])
            free[part] = free.get(part, 0) + 1
    return [
        {
            "key": f"{plan.sections[section].key}.{zone}",
            "name": plan.sections[section].name,
            "price": marks[zone],
            "left": left,
        }
        for (section, zone), left in sorted(free.items())
    ]


def _seat_rows(plan: Compiled, stock: Stock, block: str) -> list[dict[str, Any]]:
    """Rows with their free seats: of the whole hall if it is small, else of the block that was asked for."""
    section, _, zone = block.rpartition(".")
    marks = {price.zone: price.mark for price in stock.prices}
    seats = [
        position
        for position, state in enumerate(stock.seats)
        if state == FREE
        and (
            plan.size <= WHOLE
            or (plan.zones[position] == zone and plan.sections[plan.rows[plan.row_of[position]].section].key == section)
        )
    ]
    made = []
    for index, group in groupby(seats, key=lambda position: plan.row_of[position]):
        row = plan.rows[index]
        picks = [
            {
                "position": position,
                "number": plan.numbers[position],
                "mark": marks.get(plan.zones[position], 1),
                "special": plan.marks[position],
            }
            for position in group
        ]
        name = plan.sections[row.section].name if len(plan.sections) > 1 else ""
        made.append({"section": name, "label": row.label, "seats": picks})
    return made


@gzip_page
@require_safe
def seat_map(request: HttpRequest, ref: str) -> HttpResponse:
    """The plan of a performance for the map. With its digest in the address it may be kept for ever."""
    row = queries.performance_for(actor_of_request(request), ref)
    response = JsonResponse(map_of(row.plan_id))
    asked = request.GET.get("v", "")
    for_ever = asked == row.plan.digest[:16]
    response["Cache-Control"] = "public, max-age=31536000, immutable" if for_ever else "no-cache"
    return response


@require_safe
def stock(request: HttpRequest, ref: str) -> HttpResponse:
    """What is left, compact. Ask again with the ETag and nothing comes while nothing changed."""
    row = queries.performance_for(actor_of_request(request), ref)
    body, tag = packed_stock(row)
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


@never_cache
@require_safe
def quote(request: HttpRequest, ref: str) -> HttpResponse:
    """What this choice costs, line by line: JSON for the map, a page to confirm without script."""
    spend(QUOTES, client_address(request))
    actor = actor_of_request(request)
    row = queries.performance_for(actor, ref)
    wants_json = request.accepts("application/json") and not request.accepts("text/html")
    try:
        choice = choosing.read_choice(request.GET.dict(), request.GET.getlist("seat"))
        wants = choosing.wants_of(row, choice, queries.prices_of(row))
        made, lines = choosing.quote_as_shown(actor, wants)
    except Refusal as refusal:
        if not wants_json:
            raise
        return JsonResponse(as_json(refusal), status=refusal.status)
    total = format_money(made.total)
    if wants_json:
        return JsonResponse({"lines": lines, "total": total, "expected": made.total.minor, "wants": _fields(wants)})
    context = {
        "performance": row,
        "show": row.show,
        "places": _places(row, choice),
        "lines": lines,
        "total": total,
        "expected": made.total.minor,
        "wants": _fields(wants),
        "key": mint("key"),
        "state": choosing.sale_state(row),
    }
    return render(request, "tickets/quote.html", context)


@never_cache
@require_safe
def best(request: HttpRequest, ref: str) -> HttpResponse:
    """The best places together: JSON for the map; without script, on to the price of them."""
    spend(SEARCHES, client_address(request))
    row = queries.performance_for(actor_of_request(request), ref)
    wants_json = request.accepts("application/json") and not request.accepts("text/html")
    try:
        qty, limit = _asked(row, request)
        positions = choosing.best_places(row, qty=qty, limit=limit, zones=request.GET.getlist("zone"))
    except Refusal as refusal:
        if not wants_json:
            raise
        return JsonResponse(as_json(refusal), status=refusal.status)
    if wants_json:
        return JsonResponse({"seats": list(positions)})
    query = urlencode([("seat", position) for position in positions])
    return HttpResponseRedirect(f"{reverse('tickets:quote', args=[ref])}?{query}")


def _asked(row: Performance, request: HttpRequest) -> tuple[int, int | None]:
    text = request.GET.get("n", "2")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= row.show.max_per_order:
        raise BadInput(detail="n", field="n")
    limit = request.GET.get("max", "").strip()
    return int(text), parse_amount(limit, row.show.currency).minor if limit else None


def _places(row: Performance, choice: Choice) -> list[Any]:
    plan = queries.compiled(row.plan_id)
    return [plan.label(position) for position in choice.seats]


def _fields(wants: Sequence[Any]) -> list[dict[str, Any]]:
    return [{"offer": want.offer, "qty": want.qty, "seats": list(want.positions)} for want in wants]
