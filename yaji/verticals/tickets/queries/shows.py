"""Shows and performances: what is public for everybody, drafts for the team."""

from collections.abc import Collection

from django.db.models import QuerySet

from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound
from yaji.verticals.tickets.models import Performance, PriceCategory, Show
from yaji.verticals.tickets.policies import may_watch
from yaji.verticals.tickets.states import PUBLIC


def show_for(actor: Actor, ref: str) -> Show:
    """A show with something public, or any show for its team; NotFound otherwise."""
    row = Show.objects.filter(public_id=ref).first()
    if row is None:
        raise NotFound(ref=ref)
    if not may_watch(actor, row.organiser) and not row.performances.filter(state__in=PUBLIC).exists():
        raise NotFound(ref=ref)
    return row


def show_to_manage(actor: Actor, ref: str) -> Show:
    """The show, for its team; NotFound for everybody else."""
    row = Show.objects.filter(public_id=ref).first()
    if row is None or not may_watch(actor, row.organiser):
        raise NotFound(ref=ref)
    return row


def shows_of(actor: Actor, organiser: str) -> QuerySet[Show]:
    """The organiser's shows for its team, newest first; nothing for anybody else."""
    if not may_watch(actor, organiser):
        return Show.objects.none()
    return Show.objects.filter(organiser=organiser).order_by("-id")


def posters_shown(refs: Collection[str]) -> set[str]:
    """Which of these pictures are the poster of a show."""
    return set(Show.objects.filter(poster__in=[ref for ref in refs if ref]).values_list("poster", flat=True))


def live_performances(actor: Actor, show: Show) -> QuerySet[Performance]:
    """Performances of a show that are not over, soonest first: public ones; drafts too for the team."""
    rows = Performance.objects.filter(show=show, ends_at__gt=clock.now()).exclude(state="over")
    if not may_watch(actor, show.organiser):
        rows = rows.filter(state__in=PUBLIC)
    return rows.select_related("plan__hall__venue").defer("plan__document").order_by("starts_at", "id")


def performance_for(actor: Actor, ref: str) -> Performance:
    """A public performance with show, plan, hall and venue, or a draft for its team; NotFound otherwise."""
    row = _whole().filter(public_id=ref).first()
    if row is None or (row.state not in PUBLIC and not may_watch(actor, row.show.organiser)):
        raise NotFound(ref=ref)
    return row


def performance_to_manage(actor: Actor, ref: str) -> Performance:
    """The performance, for its team; NotFound for everybody else."""
    row = _whole().filter(public_id=ref).first()
    if row is None or not may_watch(actor, row.show.organiser):
        raise NotFound(ref=ref)
    return row


def performances_by_ref(refs: Collection[str]) -> dict[str, Performance]:
    """Performances with show, plan, hall and venue, by public id; one statement."""
    return {row.public_id: row for row in _whole().filter(public_id__in=sorted(set(refs)))}


def prices_of(performance: Performance) -> list[PriceCategory]:
    """Its price categories, dearest first."""
    return list(PriceCategory.objects.filter(performance=performance).order_by("-price", "id"))


def lock_performance(ref: str) -> Performance:
    """The performance with show, plan, hall and venue, locked until the transaction ends, or NotFound."""
    row = _whole().select_for_update(of=("self",)).filter(public_id=ref).first()
    if row is None:
        raise NotFound(ref=ref)
    return row


def _whole() -> QuerySet[Performance]:
    # the document of a plan is large, and read through compiled() only
    return Performance.objects.select_related("show", "plan__hall__venue").defer("plan__document")
