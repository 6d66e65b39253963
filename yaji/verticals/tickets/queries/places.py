"""Venues, halls and plans, for the team that keeps them; compiled plans for everybody who shows seats."""

from functools import lru_cache

from django.db.models import QuerySet

from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound
from yaji.verticals.tickets.models import Hall, Plan, Venue
from yaji.verticals.tickets.plans import Compiled, compile_plan, parse_plan
from yaji.verticals.tickets.policies import WATCHERS, may_watch


def venues_of(actor: Actor, organiser: str) -> QuerySet[Venue]:
    """The organiser's venues, for its team; nothing for anybody else."""
    if not may_watch(actor, organiser):
        return Venue.objects.none()
    return Venue.objects.filter(organiser=organiser).prefetch_related("halls").order_by("id")


def venues_in_reach(actor: Actor) -> QuerySet[Venue]:
    """Venues of every house the actor works for: a company may play in the hall of another."""
    rows = Venue.objects.filter(organiser__in=actor.parties(WATCHERS))
    return rows.prefetch_related("halls").order_by("id")


def venue_for(actor: Actor, ref: str) -> Venue:
    """The venue, for its team; NotFound otherwise."""
    row = Venue.objects.filter(public_id=ref).first()
    if row is None or not may_watch(actor, row.organiser):
        raise NotFound(ref=ref)
    return row


def hall_for(actor: Actor, ref: str) -> Hall:
    """The hall with its venue, for its team; NotFound otherwise."""
    row = Hall.objects.select_related("venue").filter(public_id=ref).first()
    if row is None or not may_watch(actor, row.venue.organiser):
        raise NotFound(ref=ref)
    return row


def plan_for(actor: Actor, ref: str) -> Plan:
    """The plan with hall and venue, for the team; NotFound otherwise."""
    row = Plan.objects.select_related("hall__venue").filter(public_id=ref).first()
    if row is None or not may_watch(actor, row.hall.venue.organiser):
        raise NotFound(ref=ref)
    return row


def newest_plan(hall: Hall) -> Plan:
    """The version that new performances use. NotFound for a hall without a plan."""
    row = Plan.objects.filter(hall=hall).order_by("-version").first()
    if row is None:
        raise NotFound(ref=hall.public_id)
    return row


@lru_cache(maxsize=32)
def _compiled(plan_id: int) -> Compiled:
    return compile_plan(parse_plan(Plan.objects.values_list("document", flat=True).get(pk=plan_id)))


def compiled(plan_id: int) -> Compiled:
    """A plan ready for use. Plans never change, so a few stay in memory."""
    return _compiled(plan_id)


def forget_compiled() -> None:
    """For tests, which reuse ids."""
    _compiled.cache_clear()
