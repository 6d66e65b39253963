"""The organiser's side: halls, shows, dates, prices, sale."""

from typing import Any

from django.http import HttpRequest
from ninja import Status

from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.media.queries import get_assets
from yaji.kernel.orders.queries import withdrawal_of
from yaji.kit.errors import require
from yaji.kit.http.shapes import Refused
from yaji.kit.text import LocalText
from yaji.verticals.tickets import operations, policies, queries
from yaji.verticals.tickets.api.routes import router
from yaji.verticals.tickets.models import Performance, Show
from yaji.verticals.tickets.overview import by_category, lines_of
from yaji.verticals.tickets.queries.stock import stock_of
from yaji.verticals.tickets.schemas.organiser import (
    CancelIn,
    CategorySales,
    HallIn,
    HallOut,
    OwnShowOut,
    PerformancesIn,
    PlanIn,
    PlanOut,
    PricesIn,
    SalesOut,
    ScheduleIn,
    ShowIn,
    TermsIn,
    TimesIn,
    VenueIn,
    VenueOut,
    WindowIn,
    WithdrawalOut,
)
from yaji.verticals.tickets.schemas.public import PerformanceOut

TAGS = ["Organisers"]
NO: dict[int, Any] = {403: Refused, 404: Refused, 409: Refused, 422: Refused}


@router.get(
    "/organisers/{party}/venues", response={200: list[VenueOut], **NO}, summary="Venues with their halls", tags=TAGS
)
def venues(request: HttpRequest, party: str) -> list[VenueOut]:
    return [VenueOut.of(row) for row in queries.venues_of(actor_of_request(request), party)]


@router.post("/organisers/{party}/venues", response={201: VenueOut, **NO}, summary="A new venue", tags=TAGS)
def create_venue(request: HttpRequest, party: str, body: VenueIn) -> Any:
    made = operations.create_venue(actor=actor_of_request(request), organiser=party, **_texts(body))
    return Status(201, VenueOut.of(made))


@router.put("/venues/{ref}", response={200: VenueOut, **NO}, summary="Change a venue", tags=TAGS)
def change_venue(request: HttpRequest, ref: str, body: VenueIn) -> VenueOut:
    return VenueOut.of(operations.change_venue(actor=actor_of_request(request), venue=ref, **_texts(body)))


@router.post("/venues/{ref}/halls", response={201: HallOut, **NO}, summary="A new hall with its plan", tags=TAGS)
def create_hall(request: HttpRequest, ref: str, body: HallIn) -> Any:
    actor = actor_of_request(request)
    return Status(
        201, HallOut.of(operations.create_hall(actor=actor, venue=ref, name=LocalText(body.name), plan=body.plan))
    )


@router.post("/halls/{ref}/plans", response={201: PlanOut, **NO}, summary="A new version of a plan", tags=TAGS)
def add_plan(request: HttpRequest, ref: str, body: PlanIn) -> Any:
    """The same document as the newest version gives that version."""
    return Status(201, PlanOut.of(operations.add_plan(actor=actor_of_request(request), hall=ref, plan=body.plan)))


@router.get("/plans/{ref}", response={200: PlanOut, **NO}, summary="A version of a plan", tags=TAGS)
def plan(request: HttpRequest, ref: str) -> PlanOut:
    return PlanOut.of(queries.plan_for(actor_of_request(request), ref))


@router.get("/organisers/{party}/shows", response={200: list[OwnShowOut], **NO}, summary="Shows of a house", tags=TAGS)
def shows(request: HttpRequest, party: str) -> list[OwnShowOut]:
    rows = list(queries.shows_of(actor_of_request(request), party)[:200])
    posters = get_assets([row.poster for row in rows])
    return [OwnShowOut.of(row, posters) for row in rows]


@router.post("/organisers/{party}/shows", response={201: OwnShowOut, **NO}, summary="A new show", tags=TAGS)
def create_show(request: HttpRequest, party: str, body: ShowIn) -> Any:
    made = operations.create_show(actor=actor_of_request(request), organiser=party, draft=body.draft())
    return Status(201, _own(made))


@router.put("/shows/{ref}", response={200: OwnShowOut, **NO}, summary="Describe a show anew", tags=TAGS)
def change_show(request: HttpRequest, ref: str, body: ShowIn) -> OwnShowOut:
    return _own(operations.change_show(actor=actor_of_request(request), show=ref, draft=body.draft()))


@router.put(
    "/shows/{ref}/terms", response={200: OwnShowOut, **NO}, summary="New terms for what is sold from now on", tags=TAGS
)
def set_terms(request: HttpRequest, ref: str, body: TermsIn) -> OwnShowOut:
    return _own(operations.set_terms(actor=actor_of_request(request), show=ref, terms=body.terms()))


@router.post(
    "/shows/{ref}/performances", response={201: list[PerformanceOut], **NO}, summary="New dates, as drafts", tags=TAGS
)
def schedule(request: HttpRequest, ref: str, body: ScheduleIn) -> Any:
    made = operations.schedule_performances(
        actor=actor_of_request(request),
        show=ref,
        hall=body.hall,
        times=[each.times() for each in body.times],
        kind=body.kind,
        on_sale_from=body.on_sale_from,
        on_sale_until=body.on_sale_until,
    )
    return Status(201, [PerformanceOut.of(row) for row in made])


@router.put("/performances/{ref}/times", response={200: PerformanceOut, **NO}, summary="Another time", tags=TAGS)
def reschedule(request: HttpRequest, ref: str, body: TimesIn) -> PerformanceOut:
    actor = actor_of_request(request)
    return PerformanceOut.of(operations.reschedule_performance(actor=actor, performance=ref, times=body.times()))


@router.put(
    "/performances/{ref}/window", response={200: PerformanceOut, **NO}, summary="When sale opens and closes", tags=TAGS
)
def window(request: HttpRequest, ref: str, body: WindowIn) -> PerformanceOut:
    actor = actor_of_request(request)
    return PerformanceOut.of(operations.set_sale_window(actor=actor, performance=ref, **body.dict()))


@router.put("/prices", response={204: None, **NO}, summary="Prices of performances that share a plan", tags=TAGS)
def set_prices(request: HttpRequest, body: PricesIn) -> Any:
    operations.set_prices(
        actor=actor_of_request(request),
        performances=body.performances,
        prices=[price.draft() for price in body.prices],
    )
    return Status(204, None)


@router.post("/sale/open", response={200: list[PerformanceOut], **NO}, summary="Put on sale", tags=TAGS)
def put_on_sale(request: HttpRequest, body: PerformancesIn) -> list[PerformanceOut]:
    rows = operations.put_on_sale(actor=actor_of_request(request), performances=body.performances)
    return [PerformanceOut.of(row) for row in rows]


@router.post("/sale/pause", response={200: list[PerformanceOut], **NO}, summary="Stop selling for now", tags=TAGS)
def pause_sale(request: HttpRequest, body: PerformancesIn) -> list[PerformanceOut]:
    rows = operations.pause_sale(actor=actor_of_request(request), performances=body.performances)
    return [PerformanceOut.of(row) for row in rows]


@router.get(
    "/performances/{ref}/cancel", response={200: WithdrawalOut, **NO}, summary="What cancelling would mean", tags=TAGS
)
def cancel_dry_run(request: HttpRequest, ref: str) -> WithdrawalOut:
    row = _managed(request, ref)
    found = withdrawal_of(row.public_id)
    amounts = [{"minor": amount.minor, "currency": amount.currency} for amount in found.amounts]
    return WithdrawalOut(orders=found.orders, units=found.units, buyers=found.buyers, amounts=amounts)


@router.post(
    "/performances/{ref}/cancel", response={200: PerformanceOut, **NO}, summary="Cancel and refund everybody", tags=TAGS
)
def cancel(request: HttpRequest, ref: str, body: CancelIn) -> PerformanceOut:
    actor = actor_of_request(request)
    return PerformanceOut.of(operations.cancel_performance(actor=actor, performance=ref, why=body.why))


@router.get("/performances/{ref}/sales", response={200: SalesOut, **NO}, summary="How a performance sells", tags=TAGS)
def sales(request: HttpRequest, ref: str) -> SalesOut:
    row = queries.performance_to_manage(actor_of_request(request), ref)
    line = lines_of([row])[0]
    categories = [
        CategorySales(
            **{**each, "name": dict(each["name"]), "price": each["price"].minor, "takings": each["takings"].minor}
        )
        for each in by_category(row, stock_of(row))
    ]
    return SalesOut(
        performance=PerformanceOut.of(row),
        currency=row.show.currency,
        sold=line.sold,
        left=line.left,
        capacity=line.capacity,
        takings=line.takings.minor,
        categories=categories,
    )


def _own(row: Show) -> OwnShowOut:
    return OwnShowOut.of(row, get_assets([row.poster]))


def _managed(request: HttpRequest, ref: str) -> Performance:
    actor = actor_of_request(request)
    row = queries.performance_to_manage(actor, ref)
    require(policies.may_manage(actor, row.show.organiser))
    return row


def _texts(body: VenueIn) -> dict[str, Any]:
    said = body.dict()
    texts = ("name", "city", "address", "about", "arrival")
    return {name: LocalText(value) if name in texts else value for name, value in said.items()}
