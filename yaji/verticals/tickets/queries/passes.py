"""Passes: for who carries them, and for the door."""

from django.db.models import Q, QuerySet

from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound
from yaji.verticals.tickets.models import Pass, Performance, PriceCategory
from yaji.verticals.tickets.policies import may_see_pass
from yaji.verticals.tickets.queries.places import compiled


def pass_for(actor: Actor, ref: str) -> Pass:
    """The pass with its performance and show, for who carries it; NotFound otherwise."""
    row = _whole().filter(public_id=ref).first()
    if row is None or not may_see_pass(actor, row):
        raise NotFound(ref=ref)
    return row


def pass_is(ref: str, version: int) -> bool:
    """Whether a pass is still of that version, and not revoked."""
    return Pass.objects.filter(public_id=ref, version=version).exclude(state="revoked").exists()


def my_passes(actor: Actor, *, past: bool = False) -> QuerySet[Pass]:
    """The actor's passes, soonest performance first; ``past`` for those that are over."""
    refs = [actor.ref, *actor.keys]
    rows = _whole().filter(Q(owner__in=refs) | Q(order__in=refs) | Q(public_id__in=refs)).exclude(state="revoked")
    now = clock.now()
    if past:
        return rows.filter(performance__ends_at__lte=now).order_by("-performance__starts_at", "id")
    return rows.filter(performance__ends_at__gt=now).order_by("performance__starts_at", "id")


def passes_of_order(actor: Actor, order: str) -> list[Pass]:
    """Passes of one order that the actor may see, in order of performance and place."""
    rows = _whole().filter(order=order).order_by("performance__starts_at", "id")
    return [row for row in rows if may_see_pass(actor, row)]


def passes_issued(order: str) -> list[Pass]:
    """Every pass of an order, for mails to its buyer; the caller speaks for the house."""
    return list(_whole().filter(order=order).order_by("performance__starts_at", "id"))


def orders_with_passes(performance: Performance) -> list[str]:
    """Orders that hold passes of a performance which aren't revoked."""
    rows = Pass.objects.filter(performance=performance).exclude(state="revoked")
    return list(rows.order_by("order").values_list("order", flat=True).distinct())


def lock_pass_by_ref(ref: str) -> Pass | None:
    """The pass, locked until the transaction ends; None if there is none."""
    return _whole().select_for_update(of=("self",)).filter(public_id=ref).first()


def lock_pass_by_code(code: str) -> Pass | None:
    """The pass with that typed number (plain form), locked; None if there is none."""
    return _whole().select_for_update(of=("self",)).filter(code=code).first()


def gate_of(row: Pass) -> str:
    """The gate by which the place of a pass is reached; empty where any gate will do."""
    plan = compiled(row.performance.plan_id)
    if not plan.gates:
        return ""
    zones = PriceCategory.objects.filter(performance=row.performance_id, offer=row.offer) if plan.areas else None
    zone = zones.values_list("zone", flat=True).first() if zones is not None else ""
    return plan.gate_of(row.position, zone or "")


def _whole() -> QuerySet[Pass]:
    rows = Pass.objects.select_related("performance__show", "performance__plan__hall__venue", "check_in")
    return rows.defer("performance__plan__document")
