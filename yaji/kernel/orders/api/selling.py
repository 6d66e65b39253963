"""The seller's side: their orders, the money of one, giving money back alone or by two."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Status
from pydantic import Field

from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.identity.queries import approval
from yaji.kernel.orders import operations, queries, selling
from yaji.kernel.orders.api.routes import CHANGE, router
from yaji.kernel.orders.policies import may_refund, narrowed_to
from yaji.kernel.orders.refunds import KIND, limit, preview
from yaji.kernel.orders.schemas import (
    DecideIn,
    EventOut,
    MovementOut,
    OrderOut,
    OrderPage,
    RefundIn,
    RefundPreviewOut,
    RequestOut,
    SoldOrderOut,
    UnitsIn,
)
from yaji.kit.errors import require
from yaji.kit.http.shapes import Key, Refused
from yaji.kit.paging import page

TAGS = ["Orders of a seller"]
STAFF: dict[int, Any] = {403: Refused, 404: Refused, 422: Refused}
State = Literal["", "placed", "paid", "closed", "lapsed", "cancelled", "refunded"]


@router.get("/sellers/{party}", response={200: OrderPage, **STAFF}, summary="A seller's orders", tags=TAGS)
def sold(
    request: HttpRequest,
    party: str,
    state: State = "",
    subject: Annotated[str, Field(max_length=32)] = "",
    q: Annotated[str, Field(max_length=254)] = "",
    after: str | None = None,
) -> OrderPage:
    """Newest first, 24 to a page. ``q``: a number, or a whole e-mail address or name. Only the seller's own lines."""
    actor = actor_of_request(request)
    rows = selling.orders_for_seller(actor, party, state=state, subject=subject, words=q)
    found = page(rows, after=after)
    return OrderPage(items=[OrderOut.of(row, party) for row in found.rows], after=found.after)


@router.get(
    "/sellers/{party}/refund-requests", response={200: list[RequestOut], **STAFF}, summary="Who waits", tags=TAGS
)
def waiting(request: HttpRequest, party: str) -> list[RequestOut]:
    """Large refunds that wait for a second person, oldest first."""
    return [RequestOut.of(row) for row in selling.waiting_refunds(actor_of_request(request), party)]


@router.get("/sellers/{party}/{ref}", response={200: SoldOrderOut, **STAFF}, summary="One sold order", tags=TAGS)
def sold_order(request: HttpRequest, party: str, ref: str) -> SoldOrderOut:
    row = selling.order_for_seller(actor_of_request(request), party, ref)
    return SoldOrderOut(
        order=OrderOut.of(row, party),
        events=[
            EventOut(
                kind=event.kind,
                at=event.at,
                who=event.who,
                amount=event.amount.minor if event.amount else None,
                currency=event.amount.currency if event.amount else None,
            )
            for event in selling.events_of(row, party)
        ],
        movements=[
            MovementOut(
                at=move.at,
                debit=move.debit,
                credit=move.credit,
                amount=move.amount.minor,
                currency=move.amount.currency,
                reason=move.reason,
            )
            for move in selling.movements_of(row, party)
        ],
        requests=[RequestOut.of(each) for each in selling.requests_about(row)],
    )


@router.post(
    "/{ref}/refunds/preview", response={200: RefundPreviewOut, 403: Refused, **CHANGE}, summary="A dry run", tags=TAGS
)
def refund_preview(request: HttpRequest, ref: str, body: UnitsIn) -> RefundPreviewOut:
    """What giving money back for these units would mean. Moves nothing."""
    actor = actor_of_request(request)
    row = queries.order_for(actor, ref)
    found = preview(row, body.units)
    require(may_refund(actor, [line.seller for line, _numbers in found.lines]))
    return RefundPreviewOut(
        amount=found.amount.minor,
        together=found.together.minor,
        currency=row.currency,
        large=found.large,
        limit=limit(row.currency).minor,
    )


@router.post("/{ref}/refunds", response={200: OrderOut, 403: Refused, **CHANGE}, summary="Give money back", tags=TAGS)
def refund(request: HttpRequest, ref: str, body: RefundIn, key: Key) -> OrderOut:
    """By the seller's staff, without a fee, whatever the return window says; the buyer is told.

    Refused with ``orders.second_person_needed`` above what one person may give back: ask instead.
    """
    actor = actor_of_request(request)
    operations.refund_units(actor=actor, order=ref, units=body.units, why=body.why, key=key)
    row = queries.order_for(actor, ref)
    return OrderOut.of(row, *narrowed_to(actor, row.buyer, row.public_id))


@router.post(
    "/{ref}/refund-requests",
    response={201: RequestOut, 403: Refused, **CHANGE},
    summary="Ask for a large refund",
    tags=TAGS,
)
def ask_refund(request: HttpRequest, ref: str, body: RefundIn, key: Key) -> Status[RequestOut]:
    """Waits for another member of the seller's staff. Nothing moves yet."""
    actor = actor_of_request(request)
    asked = operations.ask_refund(actor=actor, order=ref, units=body.units, why=body.why, key=key)
    return Status(201, RequestOut.of(approval(asked, KIND)))


@router.post(
    "/refund-requests/{ref}/decide",
    response={200: RequestOut, 403: Refused, **CHANGE},
    summary="Say yes or no to a large refund",
    tags=TAGS,
)
def decide_refund(request: HttpRequest, ref: str, body: DecideIn) -> RequestOut:
    """Refused with ``identity.own_request`` if you asked for it yourself and say yes. A yes counts once."""
    operations.decide_refund(actor=actor_of_request(request), request=ref, yes=body.yes)
    return RequestOut.of(approval(ref, KIND))
