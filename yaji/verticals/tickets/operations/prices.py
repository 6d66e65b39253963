"""Price categories of performances."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yaji.kernel.catalog import steps as catalog
from yaji.kernel.catalog.queries import offers_by_ref
from yaji.kernel.events.steps import record
from yaji.kernel.money.types import LIMIT
from yaji.kit.actor import Actor
from yaji.kit.errors import require
from yaji.kit.operation import operation
from yaji.verticals.tickets import queries
from yaji.verticals.tickets.errors import BadPrices
from yaji.verticals.tickets.events import PricesSet
from yaji.verticals.tickets.models import Performance, PriceCategory
from yaji.verticals.tickets.plans import Compiled
from yaji.verticals.tickets.policies import may_manage
from yaji.verticals.tickets.steps import make_offers
from yaji.verticals.tickets.types import MARKS, PriceDraft


@operation
def set_prices(*, actor: Actor, performances: Sequence[str], prices: Sequence[PriceDraft]) -> list[PriceCategory]:
    """The prices of these performances, zone by zone of their plans. Raises BadPrices.

    On sale already, a category keeps its offer and may change name and price; what is in an order keeps the price
    it was placed at. A zone that is left out is no longer for sale; what was sold in it keeps seats and figures.
    """
    made: list[PriceCategory] = []
    for ref in sorted(set(performances)):
        row = queries.lock_performance(ref)
        require(may_manage(actor, row.show.organiser))
        plan = queries.compiled(row.plan_id)
        check_prices(prices, plan)
        made += _set(row, prices, plan, actor=actor)
        amounts = {price.zone: price.price for price in prices}
        record([PricesSet(subject=row.public_id, prices=amounts, currency=row.show.currency)], actor=actor)
    return made


def check_prices(prices: Sequence[PriceDraft], plan: Compiled) -> None:
    """Refuse prices that don't fit the plan."""
    zones = [price.zone for price in prices]
    if not zones:
        raise BadPrices(why=_("there is none."))
    if len(set(zones)) != len(zones):
        raise BadPrices(why=_("a category stands there twice."))
    for price in prices:
        if price.zone not in plan.categories:
            raise BadPrices(why=_("the plan has no category {zone}.").format(zone=price.zone))
        if not 0 <= price.price <= LIMIT or price.mark not in MARKS:
            raise BadPrices(why=_("an amount or a mark is out of range."))
        if not price.name:
            raise BadPrices(why=_("a category has no name."))


def _set(row: Performance, prices: Sequence[PriceDraft], plan: Compiled, *, actor: Actor) -> list[PriceCategory]:
    known = {price.zone: price for price in queries.prices_of(row)}
    offers = offers_by_ref([price.offer for price in known.values() if price.offer])
    made = []
    for draft in prices:
        price = known.pop(draft.zone, None) or PriceCategory(performance=row, zone=draft.zone)
        area = plan.area_of(draft.zone)
        price.area = area.key if area else ""
        price.name, price.price, price.mark = draft.name, draft.price, draft.mark
        price.save()
        made.append(price)
        if price.offer:
            catalog.change_offers([offers[price.offer]], actor=actor, price=price.price, detail=price.name)
    for gone in known.values():
        if gone.offer:
            catalog.change_offers([offers[gone.offer]], actor=actor, state="closed")
        gone.delete()
    if row.state in ("on_sale", "paused"):
        make_offers([(row, made)], actor=actor)
    if row.state == "on_sale":
        catalog.move_offers([row.public_id], "open", actor=actor)
    return made
