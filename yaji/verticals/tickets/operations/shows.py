"""Shows, their terms and their performances."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from yaji.kernel.catalog import steps as catalog
from yaji.kernel.catalog.queries import offers_of
from yaji.kernel.events.steps import record
from yaji.kernel.media import steps as media
from yaji.kernel.orders.steps import postpone
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import require
from yaji.kit.ids import mint
from yaji.kit.operation import operation
from yaji.verticals.tickets import queries
from yaji.verticals.tickets.errors import AlreadyPast, BadTimes, NotACategory, TooManyAtOnce
from yaji.verticals.tickets.events import PerformanceMoved, PerformanceScheduled, ShowChanged, ShowCreated
from yaji.verticals.tickets.models import Performance, Show
from yaji.verticals.tickets.policies import may_manage
from yaji.verticals.tickets.steps import release_of, return_deadline, terms_of
from yaji.verticals.tickets.terms import check_terms
from yaji.verticals.tickets.types import CATEGORIES, EVENING, KIND, SellingTerms, ShowDraft, Times

MOST_AT_ONCE = 400
LONGEST = timedelta(days=7)


@operation
def create_show(*, actor: Actor, organiser: str, draft: ShowDraft, terms: SellingTerms | None = None) -> Show:
    """A show of this organiser, not yet public. Raises NotACategory, BadTerms, and what ``claim`` raises."""
    require(may_manage(actor, organiser))
    _check_category(draft.category)
    _claim_poster(draft, "", {actor.ref, organiser})
    terms = check_terms(terms or SellingTerms())
    show = Show.objects.create(organiser=organiser, **_fields(draft), **_fields(terms))
    record([ShowCreated(subject=show.public_id, organiser=organiser)], actor=actor)
    return show


@operation
def change_show(*, actor: Actor, show: str, draft: ShowDraft) -> Show:
    """Describe a show anew. Its currency stays once a performance of it was put on sale.

    A poster that is left out stays; a new one is the actor's or the house's, or refused by ``claim``.
    """
    row = _to_manage(actor, show)
    _check_category(draft.category)
    _claim_poster(draft, row.poster, {actor.ref, row.organiser})
    offers = list(offers_of(_subjects(row)))
    if offers:
        draft = replace(draft, currency=row.currency)
    changed = _set(row, _fields(draft))
    if "title" in changed and offers:
        catalog.change_offers(offers, actor=actor, title=row.title)
    elif offers and changed:
        catalog.announce({(offer.subject, KIND) for offer in offers}, actor=actor)
    record([ShowChanged(subject=row.public_id, what=changed)], actor=actor)
    return row


@operation
def set_terms(*, actor: Actor, show: str, terms: SellingTerms) -> Show:
    """New terms for everything sold from now on; what was sold keeps the terms it was sold on. Raises BadTerms."""
    row = _to_manage(actor, show)
    changed = _set(row, _fields(check_terms(terms)))
    by_subject = {performance.public_id: performance for performance in row.performances.all()}
    for performance in by_subject.values():
        performance.show = row
    for offer in offers_of(by_subject).exclude(state="closed"):
        catalog.change_offers(
            [offer],
            actor=actor,
            terms=terms_of(by_subject[offer.subject]),
            min_per_order=row.min_per_order,
            max_per_order=row.max_per_order,
        )
    record([ShowChanged(subject=row.public_id, what=changed)], actor=actor)
    return row


@operation
def schedule_performances(
    *,
    actor: Actor,
    show: str,
    hall: str,
    times: Sequence[Times],
    kind: str = EVENING,
    on_sale_from: datetime | None = None,
    on_sale_until: datetime | None = None,
) -> list[Performance]:
    """Performances in a hall's newest plan, as drafts. Several at once share a series. Raises BadTimes, AlreadyPast."""
    row = _to_manage(actor, show)
    where = queries.hall_for(actor, hall)
    if not 0 < len(times) <= MOST_AT_ONCE:
        raise TooManyAtOnce(count=len(times), most=MOST_AT_ONCE)
    for each in times:
        check_times(each)
    check_window(on_sale_from, on_sale_until)
    plan = queries.newest_plan(where)
    series = mint("ser") if len(times) > 1 else ""
    made = [
        Performance(
            show=row,
            plan=plan,
            kind=kind,
            series=series,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            doors_at=each.doors_at,
            zone=where.venue.zone,
            on_sale_from=on_sale_from,
            on_sale_until=on_sale_until,
        )
        for each in times
    ]
    Performance.objects.bulk_create(made)
    facts = [
        PerformanceScheduled(subject=p.public_id, show=row.public_id, starts_at=p.starts_at.isoformat()) for p in made
    ]
    record(facts, actor=actor)
    return made


@operation
def reschedule_performance(*, actor: Actor, performance: str, times: Times) -> Performance:
    """Another time. Those who hold passes keep them and are told. Raises BadTimes, AlreadyPast.

    Their money waits in escrow for the new time; they may return until the later of the old and the new deadline.
    """
    row = queries.lock_performance(performance)
    require(may_manage(actor, row.show.organiser))
    if row.state in ("cancelled", "over"):
        raise AlreadyPast()
    check_times(times)
    before = row.starts_at
    row.starts_at, row.ends_at, row.doors_at = times.starts_at, times.ends_at, times.doors_at
    row.save(update_fields=["starts_at", "ends_at", "doors_at"])
    offers = list(offers_of([row.public_id]))
    if offers:
        until = row.on_sale_until or row.ends_at
        catalog.change_offers(offers, actor=actor, terms=terms_of(row), on_sale_until=until)
    postpone(row.public_id, release_at=release_of(row), returns_until=return_deadline(row))
    fact = PerformanceMoved(
        subject=row.public_id,
        show=row.show.public_id,
        before=before.isoformat(),
        after=row.starts_at.isoformat(),
    )
    record([fact], actor=actor)
    return row


def move_to(*, actor: Actor, performance: str, start: str) -> Performance:
    """Another start (``2026-12-01T19:30`` on the venue's clock) with the same length and doors. Raises BadTimes."""
    row = queries.performance_to_manage(actor, performance)
    require(may_manage(actor, row.show.organiser))
    try:
        starts_at = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(row.zone))
        by = starts_at - row.starts_at
        times = Times(starts_at, row.ends_at + by, row.doors_at + by if row.doors_at else None)
    except (ValueError, OverflowError):
        raise BadTimes(why=_("this is no date and time.")) from None
    return reschedule_performance(actor=actor, performance=performance, times=times)


@operation
def set_sale_window(
    *, actor: Actor, performance: str, on_sale_from: datetime | None, on_sale_until: datetime | None
) -> Performance:
    """When sale opens and closes (aware; None: at once, and when it ends). Raises BadTimes."""
    row = queries.lock_performance(performance)
    require(may_manage(actor, row.show.organiser))
    check_window(on_sale_from, on_sale_until)
    row.on_sale_from, row.on_sale_until = on_sale_from, on_sale_until
    row.save(update_fields=["on_sale_from", "on_sale_until"])
    offers = list(offers_of([row.public_id]))
    if offers:
        until = on_sale_until or row.ends_at
        catalog.change_offers(offers, actor=actor, on_sale_from=on_sale_from, on_sale_until=until)
    return row


def check_times(times: Times) -> None:
    """Refuse times that can't be: naive moments, an end before the start, doors after it, the past."""
    _check_moments(times.starts_at, times.ends_at, times.doors_at)
    if times.ends_at <= times.starts_at:
        raise BadTimes(why=_("it ends before it starts."))
    if times.ends_at - times.starts_at > LONGEST:
        raise BadTimes(why=_("it lasts longer than a week."))
    if times.doors_at is not None and times.doors_at > times.starts_at:
        raise BadTimes(why=_("doors open after it starts."))
    if times.ends_at <= clock.now():
        raise AlreadyPast()


def _check_moments(*moments: datetime | None) -> None:
    """Refuse naive moments, and years in which no calendar of ours is right."""
    for each in moments:
        if each is not None and each.tzinfo is None:
            raise BadTimes(why=_("a time zone is missing."))
        if each is not None and not 2000 <= each.year <= 2200:
            raise BadTimes(why=_("the year can't be right."))


def check_window(opens: datetime | None, closes: datetime | None) -> None:
    _check_moments(opens, closes)
    if opens is not None and closes is not None and closes <= opens:
        raise BadTimes(why=_("sale closes before it opens."))


def _to_manage(actor: Actor, show: str) -> Show:
    row = queries.show_to_manage(actor, show)
    require(may_manage(actor, row.organiser))
    return row


def _check_category(category: str) -> None:
    if category not in CATEGORIES:
        raise NotACategory(category=category[:40])


def _claim_poster(draft: ShowDraft, before: str, owners: set[str]) -> None:
    if draft.poster and draft.poster != before:
        media.claim(draft.poster, purpose="poster", owners=owners)


def _fields(draft: ShowDraft | SellingTerms) -> dict[str, Any]:
    """What the draft says; None is what it leaves as it is."""
    return {name: getattr(draft, name) for name in asdict(draft) if getattr(draft, name) is not None}


def _set(row: Show, fields: dict[str, Any]) -> list[str]:
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    if changed:
        row.save(update_fields=changed)
    return changed


def _subjects(show: Show) -> list[str]:
    return list(show.performances.values_list("public_id", flat=True))
