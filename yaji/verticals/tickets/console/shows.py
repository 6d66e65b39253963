"""Shows: describe, terms, performances, prices, and on sale."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.media.operations import upload
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import Refusal, require
from yaji.verticals.tickets import operations, policies, queries
from yaji.verticals.tickets.console.desk import desk
from yaji.verticals.tickets.errors import AlreadyPast, BadTimes, NoPricesYet
from yaji.verticals.tickets.forms.shows import ScheduleForm, ShowForm, WindowForm
from yaji.verticals.tickets.forms.terms import TermsForm, price_forms, question_forms
from yaji.verticals.tickets.models import Performance, PriceCategory, Show
from yaji.verticals.tickets.overview import board, shelf
from yaji.verticals.tickets.plans.drawing import drawing


@never_cache
@login_required
@require_safe
def shows(request: HttpRequest, party: str) -> HttpResponse:
    """Every show of the house, with what is next and how it sells."""
    actor = actor_of_request(request)
    require(policies.may_watch(actor, party))
    context = {
        **desk(request, party),
        "rows": shelf(actor, party, words=request.GET.get("q", "")[:80]),
        "words": request.GET.get("q", "")[:80],
        "has_hall": queries.venues_in_reach(actor).filter(halls__isnull=False).exists(),
        "may_manage": policies.may_manage(actor, party),
    }
    return render(request, "tickets/console/shows.html", context)


@never_cache
@login_required
def new_show(request: HttpRequest, party: str) -> HttpResponse:
    actor = actor_of_request(request)
    require(policies.may_manage(actor, party))
    form = ShowForm(request.POST or None, request.FILES or None)
    halls = _halls(actor, party)
    said = request.POST if request.POST.get("dates-first_day") else None
    dates = ScheduleForm(said, halls=halls, prefix="dates")
    # the length is the show's: nothing is asked twice
    del dates.fields["minutes"]
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid() and (dates.is_valid() or not dates.is_bound):
        try:
            poster = _poster(request, actor, party, form, "")
            made = operations.create_show(actor=actor, organiser=party, draft=form.draft(poster=poster))
            return _first_dates(request, actor, made, dates, party)
        except Refusal as no:
            refusal = no
    dates.use_required_attribute = False
    part = {"title": _("Its first dates"), "note": _("They can come later, too."), "form": dates} if halls else None
    return _form(request, party, form, _("New show"), _("Save and go on"), refusal, part=part)


def _first_dates(request: HttpRequest, actor: Actor, made: Show, dates: ScheduleForm, party: str) -> HttpResponse:
    """The show is stored; its dates too if they were said and will do."""
    try:
        if dates.is_bound:
            return _scheduled(request, actor, made, dates, party)
    except Refusal as no:
        messages.error(request, f"{no.text} {no.advice}")
    return redirect("tickets_console:schedule", party=party, ref=made.public_id)


def _halls(actor: Actor, party: str) -> list[tuple[str, str]]:
    """Halls to choose from, of the houses that the actor may use: the newest of the party's own first."""
    found = [(venue, hall) for venue in queries.venues_in_reach(actor) for hall in venue.halls.all()]
    found.sort(key=lambda each: (each[0].organiser != party, -each[1].pk))
    return [(hall.public_id, f"{venue.name} · {hall.name}") for venue, hall in found]


@never_cache
@login_required
@require_safe
def show(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """One show: what is missing until it sells, its performances, and the ways on."""
    actor = actor_of_request(request)
    row = queries.show_to_manage(actor, ref)
    context = {
        **desk(request, row.organiser),
        "show": row,
        "board": board(row),
        "may_manage": policies.may_manage(actor, row.organiser),
    }
    return render(request, "tickets/console/show.html", context)


@never_cache
@login_required
def describe(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    actor = actor_of_request(request)
    row = _managed(actor, ref)
    form = ShowForm(request.POST or None, request.FILES or None, initial=ShowForm.of(row))
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            poster = _poster(request, actor, row.organiser, form, row.poster)
            operations.change_show(actor=actor, show=ref, draft=form.draft(poster=poster))
            return _saved(request, party, ref)
        except Refusal as no:
            refusal = no
    return _form(request, party, form, row.title, _("Save"), refusal, back=row)


@never_cache
@login_required
def terms(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """Price rules, fee, limits, names, returns, questions."""
    actor = actor_of_request(request)
    row = _managed(actor, ref)
    form = TermsForm(request.POST or None, initial=TermsForm.of(row), currency=row.currency)
    questions = question_forms(request.POST or None, row)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid() and all(question.is_valid() for question in questions):
        asked = [made for number, question in enumerate(questions) if (made := question.question(number))]
        try:
            operations.set_terms(actor=actor, show=ref, terms=form.terms(asked))
            return _saved(request, party, ref)
        except Refusal as no:
            refusal = no
    context = {**desk(request, row.organiser), "show": row, "form": form, "questions": questions, "refusal": refusal}
    return render(request, "tickets/console/terms.html", context, status=refusal.status if refusal else 200)


@never_cache
@login_required
def schedule(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """One performance, a series, or timed entry."""
    actor = actor_of_request(request)
    row = _managed(actor, ref)
    form = ScheduleForm(
        request.POST or None, halls=_halls(actor, row.organiser), initial={"minutes": row.minutes or 120}
    )
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _scheduled(request, actor, row, form, party)
        except Refusal as no:
            refusal = no
    return _form(
        request, party, form, _("Dates of {title}").format(title=row.title), _("Save and set prices"), refusal, back=row
    )


def _scheduled(request: HttpRequest, actor: Actor, row: Show, form: ScheduleForm, party: str) -> HttpResponse:
    hall = queries.hall_for(actor, form.cleaned_data["hall"])
    zone = ZoneInfo(hall.venue.zone)
    opens, closes = form.window(zone)
    made = operations.schedule_performances(
        actor=actor,
        show=row.public_id,
        hall=hall.public_id,
        times=form.moments(zone, length=row.minutes or 120),
        kind=form.cleaned_data["kind"],
        on_sale_from=opens,
        on_sale_until=closes,
    )
    messages.success(request, _("Performances made: {n}.").format(n=len(made)))
    address = reverse("tickets_console:prices", args=[party, row.public_id])
    return redirect(f"{address}?plan={made[0].plan.public_id}")


@never_cache
@login_required
def prices(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """Prices of all performances (or the chosen one) that use one plan."""
    actor = actor_of_request(request)
    row = _managed(actor, ref)
    chosen = _priced(row, request)
    if not chosen:
        messages.info(request, _("Choose dates first: prices belong to the plan of a hall."))
        return redirect("tickets_console:schedule", party=party, ref=ref)
    plan = queries.compiled(chosen[0].plan_id)
    forms = price_forms(request.POST or None, plan, queries.prices_of(chosen[0]), row.currency)
    refusal: Refusal | None = None
    if request.method == "POST" and all(form.is_valid() for form in forms):
        drafts = [draft for form in forms if (draft := form.drafted())]
        try:
            refs = [performance.public_id for performance in chosen]
            operations.set_prices(actor=actor, performances=refs, prices=drafts)
            return _saved(request, party, ref)
        except Refusal as no:
            refusal = no
    said = {"show": row, "forms": forms, "chosen": chosen, "refusal": refusal, "drawing": drawing(plan)}
    context = {**desk(request, row.organiser), **said}
    return render(request, "tickets/console/prices.html", context, status=refusal.status if refusal else 200)


def _priced(show: Show, request: HttpRequest) -> list[Performance]:
    """The performances a price page is about: one, or all to come that use the plan (by default the newest)."""
    rows = show.performances.exclude(state__in=["cancelled", "over"]).select_related("plan__hall__venue", "show")
    rows = rows.defer("plan__document").order_by("starts_at", "id")
    if request.GET.get("performance"):
        return list(rows.filter(public_id=request.GET["performance"]))
    plan = request.GET.get("plan") or rows.order_by("-id").values_list("plan__public_id", flat=True).first()
    return list(rows.filter(plan__public_id=plan))


@require_POST
@login_required
def sale(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """Put performances on sale, or pause them: the one that is named, or every one that the page counts."""
    actor = actor_of_request(request)
    row = _managed(actor, ref)
    pause = request.POST.get("do") == "pause"
    wanted = _to_sell(row, request.POST.get("performance", ""), pause=pause)
    change = operations.pause_sale if pause else operations.put_on_sale
    made = change(actor=actor, performances=list(wanted.values_list("public_id", flat=True)))
    said = _("Paused: {n}.") if pause else _("On sale: {n}.")
    messages.success(request, said.format(n=len(made)))
    return redirect("tickets_console:show", party=party, ref=ref)


def _to_sell(show: Show, ref: str, *, pause: bool) -> QuerySet[Performance]:
    """What one press of the button is about. Raises NoPricesYet, AlreadyPast.

    Opening all at once takes priced drafts still to come: what somebody paused stays paused, and a date that
    passed unsold must not keep the others back. A date that is named is left to the operation to accept or refuse.
    """
    if ref:
        return show.performances.filter(state__in=["on_sale"] if pause else ["draft", "paused"], public_id=ref)
    if pause:
        return show.performances.filter(state="on_sale")
    drafts = show.performances.filter(state="draft")
    priced = drafts.filter(Exists(PriceCategory.objects.filter(performance=OuterRef("pk"))))
    wanted = priced.filter(ends_at__gt=clock.now())
    if drafts.exists() and not wanted.exists():
        raise AlreadyPast() if priced.exists() else NoPricesYet()
    return wanted


@require_POST
@login_required
def window(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """When the sale of one performance opens and closes, on the venue's clock; empty is at once, and when it ends."""
    actor = actor_of_request(request)
    row = queries.performance_to_manage(actor, ref)
    require(policies.may_manage(actor, row.show.organiser))
    form = WindowForm(request.POST)
    if not form.is_valid():
        raise BadTimes(why=_("this is no date and time."))
    opens, closes = form.window(ZoneInfo(row.zone))
    operations.set_sale_window(actor=actor, performance=ref, on_sale_from=opens, on_sale_until=closes)
    messages.success(request, _("Saved."))
    return redirect("tickets_console:performance", party=party, ref=ref)


@require_POST
@login_required
def times(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """Move one performance to another time; everybody who has tickets is told."""
    actor = actor_of_request(request)
    row = queries.performance_to_manage(actor, ref)
    moved = operations.move_to(actor=actor, performance=ref, start=request.POST.get("start", ""))
    messages.success(request, _("It starts at {time} now.").format(time=f"{moved.local_start:%Y-%m-%d %H:%M}"))
    return redirect("tickets_console:performance", party=row.show.organiser, ref=ref)


def _managed(actor: Actor, ref: str) -> Show:
    row = queries.show_to_manage(actor, ref)
    require(policies.may_manage(actor, row.organiser))
    return row


def _poster(request: HttpRequest, actor: Actor, owner: str, form: ShowForm, before: str) -> str:
    file = form.cleaned_data.get("poster")
    if not file:
        return before
    alt = form.text("title")
    return upload(actor=actor, file=file, purpose="poster", alt=alt, owner=owner).public_id


def _saved(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("tickets_console:show", party=party, ref=ref)


def _form(
    request: HttpRequest,
    party: str,
    form: Any,
    title: Any,
    action: str,
    refusal: Refusal | None = None,
    back: Show | None = None,
    part: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        **desk(request, party),
        "form": form,
        "part": part,
        "title": title,
        "action": action,
        "refusal": refusal,
        "show": back,
    }
    return render(request, "tickets/console/form.html", context, status=refusal.status if refusal else 200)
