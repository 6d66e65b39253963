"""What the organiser's pages show besides: a show's board, figures, plans by version, files read, the list."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, UploadedFile

from yaji.kernel.identity.http import actor_of_request
from yaji.kit.errors import NotFound, require
from yaji.kit.http.shapes import Refused
from yaji.verticals.tickets import operations, policies, queries
from yaji.verticals.tickets.api.routes import router
from yaji.verticals.tickets.forms.places import read_plan
from yaji.verticals.tickets.models import Pass
from yaji.verticals.tickets.overview import board as board_of
from yaji.verticals.tickets.overview import by_block, by_day, door_figures
from yaji.verticals.tickets.plans.simple import simple_plan
from yaji.verticals.tickets.queries.stock import stock_of
from yaji.verticals.tickets.schemas.figures import (
    AdmitIn,
    BlockOut,
    BoardLine,
    BoardOut,
    FiguresOut,
    HallPlansOut,
    PlanRead,
    SimplePlanIn,
    SoldDayOut,
)
from yaji.verticals.tickets.schemas.organiser import AdmissionOut
from yaji.verticals.tickets.schemas.public import PerformanceOut

TAGS = ["Organisers"]
NO: dict[int, Any] = {403: Refused, 404: Refused, 409: Refused, 422: Refused}
DAYS_OF_SHOW = 30


@router.get("/shows/{ref}/board", response={200: BoardOut, **NO}, summary="How a show sells, drafts too", tags=TAGS)
def board(request: HttpRequest, ref: str) -> BoardOut:
    row = queries.show_to_manage(actor_of_request(request), ref)
    found = board_of(row)
    zone = found["lines"][0].performance.zone if found["lines"] else "UTC"
    lines = [
        BoardLine(
            performance=PerformanceOut.of(line.performance),
            priced=line.priced,
            capacity=line.capacity,
            sold=line.sold,
            left=line.left,
            takings=line.takings.minor,
        )
        for line in found["lines"]
    ]
    days = by_day(Pass.objects.filter(performance__show=row), zone, days=DAYS_OF_SHOW)
    return BoardOut(
        currency=row.currency,
        sold=found["sold"],
        takings=found["takings"].minor,
        performances=lines,
        days=[SoldDayOut(**day) for day in days],
    )


@router.get(
    "/performances/{ref}/figures",
    response={200: FiguresOut, **NO},
    summary="By day, section and door",
    tags=TAGS,
)
def figures(request: HttpRequest, ref: str) -> FiguresOut:
    row = queries.performance_to_manage(actor_of_request(request), ref)
    door = door_figures(row)
    blocks = by_block(row, stock_of(row))
    return FiguresOut(
        days=[SoldDayOut(**day) for day in by_day(Pass.objects.filter(performance=row), row.zone)],
        blocks=[BlockOut(name=dict(each["name"]), places=each["places"], sold=each["sold"]) for each in blocks],
        inside=door["inside"],
        expected=door["expected"],
        void=door["void"],
    )


@router.get("/halls/{ref}", response={200: HallPlansOut, **NO}, summary="A hall and its plans", tags=TAGS)
def hall(request: HttpRequest, ref: str) -> HallPlansOut:
    return HallPlansOut.of(queries.hall_for(actor_of_request(request), ref))


@router.post("/plans/read", response={200: PlanRead, **NO}, summary="A plan from a file", tags=TAGS)
def read_file(request: HttpRequest, file: File[UploadedFile]) -> PlanRead:
    """CSV with the columns section, row, seat, category, or JSON as we export it. Stores nothing."""
    require(actor_of_request(request).kind == "user")
    return PlanRead(plan=read_plan(file))


@router.post("/plans/draw", response={200: PlanRead, **NO}, summary="A plan by numbers", tags=TAGS)
def draw_plan(request: HttpRequest, body: SimplePlanIn) -> PlanRead:
    """Rows and seats in a row, or standing places. Stores nothing."""
    require(actor_of_request(request).kind == "user")
    return PlanRead(
        plan=simple_plan(
            rows=body.rows, seats=body.seats, zones=body.price_zones, aisle=body.aisle, standing=body.standing
        )
    )


@router.post(
    "/performances/{ref}/admissions",
    response={200: AdmissionOut, **NO},
    summary="Let somebody in by the list, once",
    tags=["Door"],
)
def admit(request: HttpRequest, ref: str, body: AdmitIn) -> AdmissionOut:
    """For whoever may see the list: a phone is dead, a name is on it."""
    actor = actor_of_request(request)
    row = queries.performance_at_door(ref)
    if row is None or not policies.may_see_attendees(actor, row.show.organiser):
        raise NotFound(ref=ref)
    said = operations.check_in(actor=actor, performance=ref, code=body.ticket, gate=_("the list"), by_list=True)
    return AdmissionOut.of(said)
