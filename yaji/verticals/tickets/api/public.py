"""Shows and performances, what is left, and what it costs."""

import json
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import Field

from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.media.queries import get_assets
from yaji.kernel.orders.queries import quote_for
from yaji.kit.http.shapes import Refused
from yaji.kit.http.throttle import Limit, client_address, spend
from yaji.verticals.tickets import choosing, queries
from yaji.verticals.tickets.api.routes import router
from yaji.verticals.tickets.choosing import Choice
from yaji.verticals.tickets.listing import listed
from yaji.verticals.tickets.mapping import map_of
from yaji.verticals.tickets.queries.stock import packed_stock, stock_of
from yaji.verticals.tickets.schemas.public import (
    ChoiceIn,
    ChoosingOut,
    PerformanceOut,
    QuoteOut,
    SeatsOut,
    ShowOut,
)

TAGS = ["Shows and seats"]
MISSING = {404: Refused}
QUOTES = Limit("tickets.quote", per_minute=240, burst=120)
SEARCHES = Limit("tickets.best", per_minute=60, burst=30)


@router.get("/shows/{ref}", response={200: ShowOut, **MISSING}, summary="A show", tags=TAGS)
def show(request: HttpRequest, ref: str) -> ShowOut:
    row = queries.show_for(actor_of_request(request), ref)
    return ShowOut.of(row, get_assets([row.poster]))


@router.get(
    "/shows/{ref}/performances", response={200: list[PerformanceOut], **MISSING}, summary="Its dates to come", tags=TAGS
)
def performances(request: HttpRequest, ref: str) -> list[PerformanceOut]:
    actor = actor_of_request(request)
    return [PerformanceOut.of(row.performance, row) for row in listed(actor, queries.show_for(actor, ref))]


@router.get(
    "/performances/{ref}", response={200: ChoosingOut, **MISSING}, summary="A performance with its prices", tags=TAGS
)
def performance(request: HttpRequest, ref: str) -> ChoosingOut:
    row = queries.performance_for(actor_of_request(request), ref)
    return ChoosingOut.of(row, stock_of(row))


@router.get("/performances/{ref}/map", response={200: dict[str, Any], **MISSING}, summary="Its seating plan", tags=TAGS)
def seat_map(request: HttpRequest, ref: str) -> dict[str, Any]:
    """Lists are by position: the number by which a seat is asked for."""
    return map_of(queries.performance_for(actor_of_request(request), ref).plan_id)


@router.get(
    "/performances/{ref}/stock", response={200: dict[str, Any], **MISSING}, summary="What is left, compact", tags=TAGS
)
def stock(request: HttpRequest, ref: str, response: HttpResponse) -> Any:
    """``seats``: two bits a seat in base 64, first seat lowest: 0 free, 1 held, 2 sold, 3 not for sale."""
    body, tag = packed_stock(queries.performance_for(actor_of_request(request), ref))
    response["ETag"] = tag
    return json.loads(body)


@router.post(
    "/performances/{ref}/quote", response={200: QuoteOut, 404: Refused, 422: Refused}, summary="The price", tags=TAGS
)
def quote(request: HttpRequest, ref: str, body: ChoiceIn) -> QuoteOut:
    """Every part of the price of a choice, for whoever asks. Holds nothing."""
    spend(QUOTES, client_address(request))
    actor = actor_of_request(request)
    row = queries.performance_for(actor, ref)
    choice = Choice(tuple(body.seats), tuple(body.counts.items()))
    return QuoteOut.of(quote_for(actor, choosing.wants_of(row, choice, queries.prices_of(row))))


@router.get(
    "/performances/{ref}/best",
    response={200: SeatsOut, 404: Refused, 409: Refused},
    summary="The best seats together",
    tags=TAGS,
)
def best(
    request: HttpRequest,
    ref: str,
    n: Annotated[int, Field(ge=1, le=100)] = 2,
    limit: Annotated[int | None, Field(ge=0, le=10**12)] = None,
    zone: Annotated[list[str] | None, Query()] = None,
) -> SeatsOut:
    """``limit``: at most so many minor units each."""
    spend(SEARCHES, client_address(request))
    row = queries.performance_for(actor_of_request(request), ref)
    seats = choosing.best_places(row, qty=n, limit=limit, zones=zone or [])
    plan = queries.compiled(row.plan_id)
    return SeatsOut(seats=list(seats), labels=[dict(plan.label(position)) for position in seats])
