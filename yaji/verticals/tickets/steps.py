"""Writes that need somebody's transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from yaji.kernel.catalog import steps as catalog
from yaji.kernel.catalog.types import OfferDraft
from yaji.kernel.events.steps import record
from yaji.kernel.inventory import steps as inventory
from yaji.kit.actor import Actor
from yaji.kit.operation import needs_transaction
from yaji.verticals.tickets import words
from yaji.verticals.tickets.events import PlanAdded
from yaji.verticals.tickets.models import Hall, Performance, Plan, PriceCategory, Show
from yaji.verticals.tickets.plans import PlanDocument, compile_plan
from yaji.verticals.tickets.queries import compiled
from yaji.verticals.tickets.types import EARLY_BIRD, GROUP, KIND, MEMBER

#: money is released this long after the end, so that complaints of the evening come first
RELEASE_AFTER = timedelta(hours=24)

_RULE_LABELS = {EARLY_BIRD: words.EARLY_BIRD, GROUP: words.GROUP, MEMBER: words.MEMBER}


@needs_transaction
def store_plan(hall: Hall, document: PlanDocument, *, actor: Actor) -> Plan:
    """The next version of a hall's plan; the same document again gives the version that is newest already."""
    last = Plan.objects.filter(hall=hall).order_by("-version").first()
    if last is not None and last.digest == document.digest():
        return last
    made = compile_plan(document)
    layout = inventory.create_layout(labels=made.labels(), zones=made.zones) if made.size else None
    plan = Plan.objects.create(
        hall=hall,
        version=last.version + 1 if last else 1,
        document=document.canonical(),
        digest=document.digest(),
        layout=layout,
        seats=made.size,
        standing=made.standing,
    )
    fact = PlanAdded(subject=hall.public_id, plan=plan.public_id, version=plan.version, digest=plan.digest)
    record([fact], actor=actor)
    return plan


@needs_transaction
def make_offers(priced: Sequence[tuple[Performance, list[PriceCategory]]], *, actor: Actor) -> None:
    """Open the pools these prices sell from, and make an offer (a draft) for each price that has none yet.

    All offers by one statement, and stated at one moment: search then describes a show once, not once an evening.
    """
    fresh = [(performance, price) for performance, prices in priced for price in prices if not price.offer]
    for performance, prices in priced:
        _open_pools(performance, [price for price in prices if not price.offer])
    offers = catalog.put_offers([offer_draft(performance, price) for performance, price in fresh], actor=actor)
    for (_, price), offer in zip(fresh, offers, strict=True):
        price.offer = offer.public_id
    PriceCategory.objects.bulk_update([price for _, price in fresh], ["offer"])


def _open_pools(performance: Performance, prices: list[PriceCategory]) -> None:
    if performance.seat_pool is None and any(not price.area for price in prices):
        performance.seat_pool = inventory.open_pool(layout=performance.plan.layout, capacity=performance.plan.seats)
    capacities = {area.key: area.capacity for area in compiled(performance.plan_id).areas}
    for area in sorted({price.area for price in prices if price.area} - set(performance.area_pools)):
        pool = inventory.open_pool(layout=None, capacity=capacities[area])
        performance.area_pools = {**performance.area_pools, area: pool}
    performance.save(update_fields=["seat_pool", "area_pools"])


def offer_draft(performance: Performance, price: PriceCategory) -> OfferDraft:
    """The catalog offer that sells one price category."""
    show = performance.show
    pool = performance.area_pools[price.area] if price.area else performance.seat_pool
    assert pool is not None  # pools were opened before
    return OfferDraft(
        kind=KIND,
        seller=show.organiser,
        subject=performance.public_id,
        title=show.title,
        detail=price.name,
        currency=show.currency,
        price=price.price,
        pool=pool,
        zone="" if price.area else price.zone,
        terms=terms_of(performance),
        min_per_order=show.min_per_order,
        max_per_order=show.max_per_order,
        on_sale_from=performance.on_sale_from,
        on_sale_until=performance.on_sale_until or performance.ends_at,
    )


def terms_of(performance: Performance) -> dict[str, Any]:
    """What a line of this performance freezes: rules, returns, questions, fee, commission, release."""
    show = performance.show
    terms: dict[str, Any] = {
        "rules": [rule_of(rule, performance) for rule in show.rules],
        "category": show.category,
        "commission_bp": settings.YAJI_COMMISSION_BP,
        "returns": returns_of(show, performance),
        "questions": show.questions,
        "named": show.named,
        "release_at": release_of(performance).isoformat(),
    }
    if show.fee_per_unit:
        terms["fee"] = {"label": dict(words.FEE), "per_unit": show.fee_per_unit}
    if show.age_min:
        terms["age"] = {"rating": f"{show.age_min}+", "label": dict(show.age_note or words.age(show.age_min))}
    return terms


def release_of(performance: Performance) -> datetime:
    """When the money of a performance leaves escrow."""
    return performance.ends_at + RELEASE_AFTER


def return_deadline(performance: Performance) -> datetime:
    """The last moment for returns, by the rule the show has today."""
    hours = int((performance.show.returns or {}).get("until_hours", 48))
    return performance.starts_at - timedelta(hours=hours)


def returns_of(show: Show, performance: Performance) -> dict[str, Any]:
    """The return rule as it holds for one performance, with its last moment."""
    rule = show.returns or {}
    return {
        "allowed": bool(rule.get("allowed", True)),
        "until": return_deadline(performance).isoformat(),
        "fee_bp": int(rule.get("fee_bp", 0)),
    }


def rule_of(rule: dict[str, Any], performance: Performance) -> dict[str, Any]:
    """A price rule of a show as it holds for one performance: the early bird's end becomes a moment."""
    made = {"id": rule["kind"], "kind": rule["kind"], "label": dict(_RULE_LABELS[rule["kind"]])}
    made |= {name: rule[name] for name in ("percent_bp", "amount", "price", "min_qty") if name in rule}
    if rule["kind"] == EARLY_BIRD:
        zone = ZoneInfo(performance.zone)
        local = performance.starts_at.astimezone(zone) - timedelta(days=int(rule.get("until_days_before", 7)))
        until = local.replace(hour=0, minute=0, second=0, microsecond=0)
        made |= {"until": until.isoformat(), "day": f"{until:%Y-%m-%d}"}
    return made
