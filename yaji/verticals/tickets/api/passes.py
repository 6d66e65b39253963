"""One's own passes, and the keys by which anybody can check one."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from yaji.kernel.identity.http import actor_of_request
from yaji.kit.http.throttle import Limit, client_address, spend
from yaji.verticals.tickets import printing, queries
from yaji.verticals.tickets.api.routes import router
from yaji.verticals.tickets.ical import calendar_of
from yaji.verticals.tickets.passes import public_bytes, public_keys
from yaji.verticals.tickets.schemas import Refused
from yaji.verticals.tickets.schemas.public import KeyOut, PassOut

TAGS = ["Passes"]
PRINTS = Limit("tickets.print", per_minute=30, burst=20)


@router.get("/passes", response=list[PassOut], summary="My passes", tags=TAGS)
def my_passes(request: HttpRequest, past: bool = False) -> list[PassOut]:
    rows = queries.my_passes(actor_of_request(request), past=past)[:100]
    return [PassOut.of(row, _language()) for row in rows]


@router.get("/passes/{ref}", response={200: PassOut, 404: Refused}, summary="One pass", tags=TAGS)
def one_pass(request: HttpRequest, ref: str) -> PassOut:
    return PassOut.of(queries.pass_for(actor_of_request(request), ref), _language())


@router.get("/passes/{ref}/pdf", response={404: Refused}, summary="One pass on paper", tags=TAGS)
def pass_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    row = queries.pass_for(actor_of_request(request), ref)
    spend(PRINTS, client_address(request))
    return HttpResponse(printing.passes_pdf([row], _language()), content_type="application/pdf")


@router.get("/passes/{ref}/ics", response={404: Refused}, summary="One pass for the calendar", tags=TAGS)
def pass_ics(request: HttpRequest, ref: str) -> HttpResponse:
    row = queries.pass_for(actor_of_request(request), ref)
    return HttpResponse(calendar_of([row], _language()), content_type="text/calendar; charset=utf-8")


@router.get("/orders/{order}/passes", response=list[PassOut], summary="The passes of an order", tags=TAGS)
def order_passes(request: HttpRequest, order: str) -> list[PassOut]:
    return [PassOut.of(row, _language()) for row in queries.passes_of_order(actor_of_request(request), order)]


@router.get("/keys", response=list[KeyOut], auth=None, summary="Public keys of passes", tags=TAGS)
def keys(request: HttpRequest) -> list[KeyOut]:
    """With these a program can check a pass without asking this site."""
    return [KeyOut(id=name.hex(), key=public_bytes(key).hex()) for name, key in public_keys().items()]


def _language() -> str:
    return get_language() or "en"
