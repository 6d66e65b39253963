"""One's own passes, and the keys by which anybody can check one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from yaji.kernel.identity.http import actor_of_request, is_by_token, open_key
from yaji.kit.errors import NotFound
from yaji.kit.http.shapes import Refused
from yaji.kit.http.throttle import Limit, client_address, spend
from yaji.verticals.tickets import printing, queries
from yaji.verticals.tickets.api.routes import router
from yaji.verticals.tickets.ical import calendar_of
from yaji.verticals.tickets.links import LinkExpired, pass_of
from yaji.verticals.tickets.models import Pass
from yaji.verticals.tickets.passes import public_bytes, public_keys
from yaji.verticals.tickets.schemas.figures import OpenPassIn
from yaji.verticals.tickets.schemas.public import KeyOut, PassOut

TAGS = ["Passes"]
PRINTS = Limit("tickets.print", per_minute=30, burst=20)
OPENINGS = Limit("tickets.open", per_minute=30, burst=20)


def _file(kind: str, what: str) -> dict[str, Any]:
    """How a file is described."""
    return {
        "responses": {200: {"description": what, "content": {kind: {"schema": {"type": "string", "format": "binary"}}}}}
    }


PDF = _file("application/pdf", "A PDF to print")
ICS = _file("text/calendar", "A calendar file")


@router.get("/passes", response=list[PassOut], summary="My passes", tags=TAGS)
def my_passes(request: HttpRequest, past: bool = False) -> list[PassOut]:
    rows = queries.my_passes(actor_of_request(request), past=past)[:100]
    return [PassOut.of(row, _language()) for row in rows]


@router.post("/passes/open", response={200: PassOut, 404: Refused}, summary="Open a link to a pass", tags=TAGS)
def open_pass(request: HttpRequest, body: OpenPassIn) -> PassOut:
    """The pass a link opens. A browser may see it from now on; a token only in this answer."""
    spend(OPENINGS, client_address(request))
    ref, version = pass_of(body.token)
    if not queries.pass_is(ref, version):
        raise LinkExpired()
    actor = actor_of_request(request)
    if not is_by_token(request):
        open_key(request, ref)
    return PassOut.of(queries.pass_for(replace(actor, keys=actor.keys | {ref}), ref), _language())


@router.get("/passes/{ref}", response={200: PassOut, 404: Refused}, summary="One pass", tags=TAGS)
def one_pass(request: HttpRequest, ref: str) -> PassOut:
    return PassOut.of(queries.pass_for(actor_of_request(request), ref), _language())


@router.get("/passes/{ref}/pdf", response={404: Refused}, openapi_extra=PDF, summary="One pass on paper", tags=TAGS)
def pass_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    return _pdf(request, [queries.pass_for(actor_of_request(request), ref)])


@router.get(
    "/passes/{ref}/ics", response={404: Refused}, openapi_extra=ICS, summary="One pass for the calendar", tags=TAGS
)
def pass_ics(request: HttpRequest, ref: str) -> HttpResponse:
    return _ics([queries.pass_for(actor_of_request(request), ref)])


@router.get(
    "/orders/{order}/passes/pdf",
    response={404: Refused},
    openapi_extra=PDF,
    summary="The passes of an order on paper",
    tags=TAGS,
)
def order_pdf(request: HttpRequest, order: str) -> HttpResponse:
    return _pdf(request, _valid(request, order))


@router.get(
    "/orders/{order}/passes/ics",
    response={404: Refused},
    openapi_extra=ICS,
    summary="The passes of an order for the calendar",
    tags=TAGS,
)
def order_ics(request: HttpRequest, order: str) -> HttpResponse:
    return _ics(_valid(request, order))


@router.get("/orders/{order}/passes", response=list[PassOut], summary="The passes of an order", tags=TAGS)
def order_passes(request: HttpRequest, order: str) -> list[PassOut]:
    return [PassOut.of(row, _language()) for row in queries.passes_of_order(actor_of_request(request), order)]


@router.get("/keys", response=list[KeyOut], auth=None, summary="Public keys of passes", tags=TAGS)
def keys(request: HttpRequest) -> list[KeyOut]:
    """With these a program can check a pass without asking this site."""
    return [KeyOut(id=name.hex(), key=public_bytes(key).hex()) for name, key in public_keys().items()]


def _valid(request: HttpRequest, order: str) -> list[Pass]:
    rows = [row for row in queries.passes_of_order(actor_of_request(request), order) if row.state != "revoked"]
    if not rows:
        raise NotFound(ref=order)
    return rows


def _pdf(request: HttpRequest, rows: Sequence[Pass]) -> HttpResponse:
    spend(PRINTS, client_address(request))
    return HttpResponse(printing.passes_pdf(rows, _language()), content_type="application/pdf")


def _ics(rows: Sequence[Pass]) -> HttpResponse:
    return HttpResponse(calendar_of(rows, _language()), content_type="text/calendar; charset=utf-8")


def _language() -> str:
    return get_language() or "en"
