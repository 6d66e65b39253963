"""Placing orders: one fixed sequence of set-based statements for one request and for many.

offers → keys → places (pools or claims) → holds → orders → lines → facts. Called by ``operations`` only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from yaji.kernel.catalog.queries import offers_by_ref
from yaji.kernel.events.errors import KeyReused
from yaji.kernel.events.steps import claim_keys, forget_keys, record_said
from yaji.kernel.inventory.queries import layout, layout_of_pool
from yaji.kernel.inventory.steps import release, take_many
from yaji.kernel.inventory.types import Held, Lost, Take
from yaji.kernel.money.formatting import format_money
from yaji.kernel.money.types import Money
from yaji.kernel.orders import commission
from yaji.kernel.orders.errors import (
    BadPlaces,
    NotOnSale,
    NotYetOnSale,
    PlacesTaken,
    SoldOut,
    StaleQuote,
    TooManyAsked,
)
from yaji.kernel.orders.events import OrderPlaced
from yaji.kernel.orders.pricing import priced, quote
from yaji.kernel.orders.types import CHANNELS, LineQuote, PlaceRequest, Quote, Want
from yaji.kit import clock, ids, sql
from yaji.kit.errors import BadInput, Refusal
from yaji.kit.text import LocalText

#: how long places are held at first, and at the very most with every extension
HOLD = timedelta(minutes=10)
LATEST = timedelta(minutes=30)
OPERATION = "orders.place"

Offers = Mapping[str, Any]


@dataclass(slots=True)
class _Draft:
    """A request on its way to becoming an order."""

    request: PlaceRequest
    ref: str
    code: str
    quote: Quote
    takes: list[Take]


def place_all(requests: Sequence[PlaceRequest], *, tidy: bool = True) -> list[str | Refusal]:
    """Order refs, or why not, in order of the requests. See ``operations.place_many``.

    A refused request leaves nothing behind. ``tidy=False`` leaves that to the caller, who rolls back.
    """
    now = clock.now()
    offers = offers_by_ref({want.offer for request in requests for want in request.wants})
    answers: list[str | Refusal | None] = [None] * len(requests)
    refs = [ids.mint("ord") for _ in requests]
    _answer_replays(requests, refs, answers)
    drafts = {i: _draft(requests[i], refs[i], offers, now, answers, i) for i, a in enumerate(answers) if a is None}
    ready = {i: draft for i, draft in drafts.items() if draft is not None}
    _take(ready, offers, answers, tidy=tidy)
    won = [draft for i, draft in ready.items() if answers[i] is None]
    _insert(won, offers, now)
    for i, draft in ready.items():
        answers[i] = answers[i] or draft.ref
    if tidy:
        forget_keys([(requests[i].actor, OPERATION, requests[i].key) for i in drafts if _is_refusal(answers[i])])
    refused = {refs[i]: answers[i] for i in drafts if _is_refusal(answers[i])}
    # a double within the batch was promised the ref of its first, which may have been refused since
    return [(refused.get(a) if isinstance(a, str) else a) or a or NotOnSale(title="–") for a in answers]


def _is_refusal(answer: object) -> bool:
    return isinstance(answer, Refusal)


def _answer_replays(requests: Sequence[PlaceRequest], refs: list[str], answers: list[str | Refusal | None]) -> None:
    wanted = [(r.actor, OPERATION, r.key, _body(r), ref) for r, ref in zip(requests, refs, strict=True)]
    for i, known in enumerate(claim_keys(wanted)):
        if isinstance(known, KeyReused | str):
            answers[i] = known


def _body(request: PlaceRequest) -> dict[str, Any]:
    wants = [[want.offer, want.qty, list(want.positions)] for want in request.wants]
    return {"wants": wants, "expected": request.expected}


def _draft(
    request: PlaceRequest, ref: str, offers: Offers, now: datetime, answers: list[str | Refusal | None], i: int
) -> _Draft | None:
    try:
        _check_channel(request.channel)
        for want in request.wants:
            _check_want(want, offers, now)
        _check_amounts(request.wants, offers)
        terms = {w.offer: priced(offers[w.offer]) for w in request.wants}
        asked = quote(request.wants, terms, standing=request.actor.standing, at=now)
        _check_price(request, asked)
    except Refusal as refusal:
        answers[i] = refusal
        return None
    takes = [
        Take(ids.mint("hld"), offers[w.offer].pool, ref, w.qty, now + HOLD, now + LATEST, tuple(sorted(w.positions)))
        for w in request.wants
    ]
    return _Draft(request, ref, ids.human_code(8), asked, takes)


def _check_channel(channel: str) -> None:
    kind, _, name = channel.partition(":")
    if kind not in CHANNELS or len(channel) > 24 or (name and not name.isascii()) or "\x00" in channel:
        raise BadInput(detail="channel")


def _check_want(want: Want, offers: Offers, now: datetime) -> None:
    offer = offers.get(want.offer)
    if offer is None:
        raise NotOnSale(title="–")
    if offer.on_sale_from and now < offer.on_sale_from and offer.state == "on_sale":
        raise NotYetOnSale(title=offer.title, opens=offer.on_sale_from.strftime("%Y-%m-%d %H:%M UTC"))
    if offer.state != "on_sale" or (offer.on_sale_until and now >= offer.on_sale_until):
        raise NotOnSale(title=offer.title)
    if want.qty < 1:
        raise TooManyAsked(least=offer.min_per_order, most=offer.max_per_order)
    _check_positions(want, offer)


def _check_positions(want: Want, offer: Any) -> None:
    layout_id = layout_of_pool(offer.pool)
    if layout_id is None:
        if want.positions:
            raise BadPlaces()
        return
    plan = layout(layout_id)
    unique = set(want.positions)
    inside = all(0 <= p < plan.size and offer.zone in ("", plan.zones[p]) for p in unique)
    if len(unique) != want.qty or len(unique) != len(want.positions) or not inside:
        raise BadPlaces()


def _check_amounts(wants: Sequence[Want], offers: Offers) -> None:
    asked: dict[str, int] = {}
    places: set[tuple[int, int]] = set()
    for want in wants:
        offer = offers[want.offer]
        asked[offer.subject] = asked.get(offer.subject, 0) + want.qty
        cells = {(offer.pool, position) for position in want.positions}
        if cells & places:
            raise BadPlaces()
        places |= cells
    for want in wants:
        offer = offers[want.offer]
        if not offer.min_per_order <= asked[offer.subject] <= offer.max_per_order:
            raise TooManyAsked(least=offer.min_per_order, most=offer.max_per_order)


def _check_price(request: PlaceRequest, asked: Quote) -> None:
    if request.expected != asked.total.minor:
        seen = Money(request.expected, asked.total.currency)
        raise StaleQuote(seen=format_money(seen), now=format_money(asked.total), total=asked.total.minor)


def _take(drafts: Mapping[int, _Draft], offers: Offers, answers: list[str | Refusal | None], *, tidy: bool) -> None:
    """Take the places of every draft in order of arrival, each all or nothing.

    A draft with several lines that loses one gives back the others; whoever came after it is then decided
    anew, because they may have been refused only for its sake. Each round settles at least one draft.
    """
    waiting = sorted(drafts)
    while waiting:
        got, lost = _try(drafts, waiting)
        torn = next((n for n, i in enumerate(waiting) if i in got and i in lost), None) if tidy else None
        settled = len(waiting) if torn is None else torn + 1
        for i in waiting[:settled]:
            if i in lost:
                answers[i] = _refusal(drafts[i], *lost[i], offers)
        if torn is not None:
            _give_up([take for i in waiting[torn:] for take in got.get(i, [])])
            for i in waiting[settled:]:
                drafts[i].takes = [replace(take, ref=ids.mint("hld")) for take in drafts[i].takes]
        waiting = waiting[settled:]


def _try(
    drafts: Mapping[int, _Draft], waiting: Sequence[int]
) -> tuple[dict[int, list[Take]], dict[int, tuple[int, Lost]]]:
    """What each draft got, and of those that lost a line which one first and why."""
    flat = [(i, n, take) for i in waiting for n, take in enumerate(drafts[i].takes)]
    got: dict[int, list[Take]] = {}
    lost: dict[int, tuple[int, Lost]] = {}
    for (i, n, take), result in zip(flat, take_many([take for _, _, take in flat]), strict=True):
        if result is None:
            got.setdefault(i, []).append(take)
        else:
            lost.setdefault(i, (n, result))
    return got, lost


def _give_up(takes: Sequence[Take]) -> None:
    release([Held(take.ref, take.pool, take.qty, bool(take.positions)) for take in takes])


def _refusal(draft: _Draft, n: int, lost: Lost, offers: Offers) -> Refusal:
    want = draft.request.wants[n]
    if not want.positions:
        return SoldOut(asked=want.qty, left=lost.left)
    plan = layout(_layout_id(offers[want.offer].pool))
    names = [str(LocalText(plan.labels[position])) for position in lost.positions or want.positions]
    return PlacesTaken(places=", ".join(names), positions=list(lost.positions))


def _layout_id(pool: int) -> int:
    layout_id = layout_of_pool(pool)
    assert layout_id is not None  # only named pools get here
    return layout_id


def _insert(drafts: Sequence[_Draft], offers: Offers, now: datetime) -> None:
    if not drafts:
        return
    order_ids = _insert_orders(drafts, now)
    _insert_lines(drafts, offers, order_ids, now)
    record_said([(_placed(draft), draft.request.actor) for draft in drafts])


def _placed(draft: _Draft) -> OrderPlaced:
    total, channel = draft.quote.total, draft.request.channel
    return OrderPlaced(subject=draft.ref, total=total.minor, currency=total.currency, channel=channel)


def _insert_orders(drafts: Sequence[_Draft], now: datetime) -> dict[str, int]:
    rows = sql.insert_rows(
        "orders_order",
        {
            "public_id": "text",
            "code": "text",
            "buyer": "text",
            "state": "text",
            "language": "text",
            "channel": "text",
            "campaign": "text",
            "currency": "text",
            "total": "bigint",
            "refunded": "bigint",
            "contact": "text",
            "email_print": "text",
            "held_until": "timestamptz",
            "extended": "bool",
            "intent": "text",
            "provider": "text",
            "placed_at": "timestamptz",
        },
        [
            (
                draft.ref,
                draft.code,
                draft.request.actor.ref,
                "placed",
                draft.request.language,
                draft.request.channel,
                draft.request.campaign,
                draft.quote.total.currency,
                draft.quote.total.minor,
                0,
                "",
                "",
                now + HOLD,
                False,
                "",
                "",
                now,
            )
            for draft in drafts
        ],
        returning=("public_id", "id"),
    )
    return dict(rows)


_LINE_COLUMNS: dict[str, sql.ColumnType] = {
    "public_id": "text",
    "order_id": "bigint",
    "kind": "text",
    "offer": "text",
    "subject": "text",
    "seller": "text",
    "title": "jsonb",
    "detail": "jsonb",
    "qty": "int",
    "positions": "jsonb",
    "labels": "jsonb",
    "pool": "bigint",
    "hold": "text",
    "currency": "text",
    "amount": "bigint",
    "unit_amounts": "jsonb",
    "price_lines": "jsonb",
    "terms": "jsonb",
    "split": "jsonb",
    "returned": "jsonb",
    "gone": "jsonb",
    "refunded": "bigint",
    "details": "text",
    "release_at": "timestamptz",
    "state": "text",
}


def _insert_lines(drafts: Sequence[_Draft], offers: Offers, order_ids: Mapping[str, int], now: datetime) -> None:
    rates = commission.rates_at(now, [offers[line.want.offer] for draft in drafts for line in draft.quote.lines])
    rows = [
        _line_row(order_ids[draft.ref], line, take, offers[line.want.offer], rates)
        for draft in drafts
        for line, take in zip(draft.quote.lines, draft.takes, strict=True)
    ]
    sql.insert_rows("orders_line", _LINE_COLUMNS, rows)


def _line_row(order_id: int, line: LineQuote, take: Take, offer: Any, rates: commission.Rates) -> tuple[Any, ...]:
    labels = [layout(_layout_id(take.pool)).labels[position] for position in take.positions]
    rate = commission.rate_of(offer, rates)
    split = commission.split_of(line.amount, rate, offer.seller)
    release = line.offer.terms.get("release_at")
    return (
        ids.mint("lin"),
        order_id,
        offer.kind,
        offer.public_id,
        offer.subject,
        offer.seller,
        dict(offer.title),
        dict(offer.detail),
        take.qty,
        list(take.positions),
        labels,
        take.pool,
        take.ref,
        offer.currency,
        line.amount,
        list(line.units),
        [part.as_json() for part in line.lines],
        dict(offer.terms) | {"commission_bp": rate},
        split,
        [0] * len(split),
        [],
        0,
        "",
        parse_datetime(release) if release else None,
        "held",
    )
