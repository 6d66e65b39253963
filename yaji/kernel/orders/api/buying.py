"""The buyer's way: a price, places held, who is coming, paying, looking again, giving back."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Status

from yaji.kernel.identity.http import actor_of_request, is_by_token, open_key
from yaji.kernel.orders import operations, queries
from yaji.kernel.orders.api.routes import CHANGE, SEE, router
from yaji.kernel.orders.hoarding import spend_hold
from yaji.kernel.orders.links import order_of
from yaji.kernel.orders.policies import narrowed_to
from yaji.kernel.orders.returns import returnable
from yaji.kernel.orders.schemas import (
    CheckOutIn,
    FindIn,
    FindOut,
    MethodOut,
    OpenIn,
    OrderOut,
    OrderPage,
    OrderQuoteOut,
    PayIn,
    PayOut,
    PlaceIn,
    ProviderOut,
    QuoteIn,
    ReturnableOut,
    UnitsIn,
)
from yaji.kernel.payments.ports import gateways
from yaji.kit.http.shapes import Key, Refused
from yaji.kit.http.throttle import Limit, client_address, spend
from yaji.kit.paging import page

TAGS = ["Orders"]
FIND = Limit("orders.find", per_minute=3, burst=5)
QUOTES = Limit("orders.quote", per_minute=240, burst=120)
OVER = ("lapsed", "cancelled")


@router.post(
    "/quote", response={200: OrderQuoteOut, 409: Refused, 422: Refused}, summary="The price of wishes", tags=TAGS
)
def quote(request: HttpRequest, body: QuoteIn) -> OrderQuoteOut:
    """Every part of the price, with its reason, for whoever asks. Holds nothing."""
    spend(QUOTES, client_address(request))
    return OrderQuoteOut.of(queries.quote_for(actor_of_request(request), [want.want() for want in body.wants]))


@router.post("", response={201: OrderOut, 409: Refused, 422: Refused, 429: Refused}, summary="Hold places", tags=TAGS)
def place(request: HttpRequest, body: PlaceIn, key: Key) -> Status[OrderOut]:
    """Holds the places for ten minutes at the price in ``expected``: all of them or none.

    Refused with ``orders.stale_quote`` if the price is another by now, ``orders.places_taken`` or
    ``orders.sold_out`` if somebody was faster, ``orders.not_on_sale``, ``orders.not_yet_on_sale``,
    ``orders.bad_places``, ``orders.amount_per_order``, ``orders.mixed_currencies``, ``events.key_reused``.
    """
    spend_hold(request)
    actor = actor_of_request(request)
    ref = operations.place(
        actor=actor,
        wants=[want.want() for want in body.wants],
        expected=body.expected,
        key=key,
        language=body.language,
        channel="api",
        campaign=body.campaign,
    )
    return Status(201, OrderOut.of(queries.order_for(actor, ref)))


@router.get("", response={200: OrderPage, 422: Refused}, summary="My orders", tags=TAGS)
def mine(request: HttpRequest, after: str | None = None, all_states: bool = False) -> OrderPage:
    """Newest first, 24 to a page; with ``all_states`` also those that lapsed or were given up."""
    rows = queries.orders_of(actor_of_request(request))
    found = page(rows if all_states else rows.exclude(state__in=OVER), after=after)
    return OrderPage(items=[OrderOut.of(row) for row in found.rows], after=found.after)


@router.get("/basket", response=list[OrderOut], summary="Held and not paid yet", tags=TAGS)
def basket(request: HttpRequest) -> list[OrderOut]:
    return [OrderOut.of(row) for row in queries.basket_of(actor_of_request(request))]


@router.get("/providers", response=list[ProviderOut], auth=None, summary="Ways to pay", tags=TAGS)
def providers(request: HttpRequest) -> list[ProviderOut]:
    return [
        ProviderOut(
            provider=name,
            label=dict(gateway.label),
            methods=[MethodOut(code=method.code, label=dict(method.label)) for method in gateway.methods],
        )
        for name, gateway in gateways.items()
    ]


@router.post("/find", response={202: FindOut, 422: Refused}, summary="Mail me links to my orders", tags=TAGS)
def find(request: HttpRequest, body: FindIn) -> Status[FindOut]:
    """Mails links to the orders of an address. Answers the same whether there are any or not."""
    spend(FIND, client_address(request))
    operations.send_links(email=body.email, language=body.language)
    return Status(202, FindOut(sent=True))


@router.post("/open", response={200: OrderOut, **SEE}, summary="Open a mailed link", tags=TAGS)
def open_link(request: HttpRequest, body: OpenIn) -> OrderOut:
    """The order a mailed link opens. A browser may see it from now on; a token only in this answer."""
    ref = order_of(body.token)
    actor = actor_of_request(request)
    if not is_by_token(request):
        open_key(request, ref)
    return OrderOut.of(queries.order_for(replace(actor, keys=actor.keys | {ref}), ref))


@router.get("/{ref}", response={200: OrderOut, **SEE}, summary="One order", tags=TAGS)
def order(request: HttpRequest, ref: str) -> OrderOut:
    """For its buyer, whoever opened its link, the operator; the staff of a seller in it see what they sold of it."""
    actor = actor_of_request(request)
    row = queries.order_for(actor, ref)
    return OrderOut.of(row, *narrowed_to(actor, row.buyer, row.public_id))


@router.put("/{ref}/contact", response={200: OrderOut, **CHANGE}, summary="Who is buying", tags=TAGS)
def check_out(request: HttpRequest, ref: str, body: CheckOutIn) -> OrderOut:
    """Name, e-mail, answers and names of guests. May be repeated until it is paid.

    Refused with ``orders.contact_missing``, ``orders.answers_missing`` (``fields`` says which),
    ``orders.hold_expired``, ``orders.not_payable``.
    """
    actor = actor_of_request(request)
    details = {line: given.dict(exclude_unset=True) for line, given in body.details.items()}
    operations.check_out(
        actor=actor, order=ref, name=body.name, email=body.email, details=details, language=body.language
    )
    return OrderOut.of(queries.order_for(actor, ref))


@router.post("/{ref}/pay", response={200: PayOut, 503: Refused, **CHANGE}, summary="Begin to pay", tags=TAGS)
def pay(request: HttpRequest, ref: str, body: PayIn, key: Key) -> PayOut:
    """Where to send the buyer. An order that costs nothing is settled at once.

    Refused with ``orders.contact_missing`` before the contact is known, ``orders.hold_expired``,
    ``orders.not_payable``, ``payments.unknown_provider``, ``payments.declined``, ``payments.already_paid``.
    """
    actor = actor_of_request(request)
    row = queries.order_for(actor, ref)
    if not row.total:
        operations.settle_free(actor=actor, order=ref)
        return PayOut(intent="", url="", state="captured")
    started = operations.pay(
        actor=actor,
        order=ref,
        provider=body.provider or next(name for name, _ in gateways.items()),
        return_path=body.return_path or reverse("orders:order", args=[ref]),
        key=key,
    )
    return PayOut(intent=started.intent, url=started.url, state=started.state)


@router.post("/{ref}/abandon", response={200: OrderOut, **CHANGE}, summary="Give the places back", tags=TAGS)
def abandon(request: HttpRequest, ref: str) -> OrderOut:
    """Before it is paid. A payment under way is closed; if it comes all the same, it goes back."""
    actor = actor_of_request(request)
    operations.abandon(actor=actor, order=ref)
    return OrderOut.of(queries.order_for(actor, ref))


@router.get("/{ref}/returnable", response={200: list[ReturnableOut], **SEE}, summary="What can be returned", tags=TAGS)
def what_can_go_back(request: HttpRequest, ref: str) -> Any:
    """Units whose return window is open; ``back`` is what comes back if one alone is returned."""
    return [
        ReturnableOut(
            line=unit.line.public_id,
            unit=unit.unit,
            title=dict(unit.line.title),
            label=dict(unit.label),
            paid=unit.paid,
            back=unit.back,
        )
        for unit in returnable(queries.order_for(actor_of_request(request), ref))
    ]


@router.post("/{ref}/returns", response={200: OrderOut, **CHANGE}, summary="Return units", tags=TAGS)
def give_back(request: HttpRequest, ref: str, body: UnitsIn, key: Key) -> OrderOut:
    """The passes are void at once and the money goes back the way it came; ``refunded`` says how much by now.

    Refused with ``orders.not_returnable`` or ``orders.already_returned``.
    """
    actor = actor_of_request(request)
    operations.return_units(actor=actor, order=ref, units=body.units, key=key)
    return OrderOut.of(queries.order_for(actor, ref))
