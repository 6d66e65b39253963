"""Venues, halls and their plans."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.identity.queries import party as party_of
from yaji.kit.actor import Actor
from yaji.kit.errors import Refusal, require
from yaji.verticals.tickets import operations, policies, queries
from yaji.verticals.tickets.console.desk import desk
from yaji.verticals.tickets.forms.places import HallForm, PlanForm, VenueForm
from yaji.verticals.tickets.models import Hall
from yaji.verticals.tickets.plans import parse_plan
from yaji.verticals.tickets.plans.drawing import drawing


@never_cache
@login_required
@require_safe
def halls(request: HttpRequest, party: str) -> HttpResponse:
    """The organiser's houses with their halls."""
    actor = actor_of_request(request)
    require(policies.may_watch(actor, party))
    context = {
        **desk(request, party),
        "venues": [(venue, list(venue.halls.all())) for venue in queries.venues_of(actor, party)],
        "may_manage": policies.may_manage(actor, party),
    }
    return render(request, "tickets/console/halls.html", context)


@never_cache
@login_required
def new_venue(request: HttpRequest, party: str) -> HttpResponse:
    """A house, with its first hall at once if that is described too; else the hall comes next."""
    actor = actor_of_request(request)
    require(policies.may_manage(actor, party))
    form = VenueForm(request.POST or None, initial={"zone": party_of(party).timezone})
    hall = HallForm(request.POST, request.FILES, prefix="hall") if _hall_is_there(request) else HallForm(prefix="hall")
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid() and (hall.is_valid() or not hall.is_bound):
        try:
            return _make_house(request, actor, party, form, hall)
        except Refusal as no:
            refusal = no
    hall.use_required_attribute = False
    part = {"title": _("Its first hall"), "note": _("With its plan of seats. It can come later, too."), "form": hall}
    return _form(request, party, form, _("New house"), _("Save and go on"), refusal, part=part)


def _hall_is_there(request: HttpRequest) -> bool:
    return any(request.POST.get(f"hall-{name}") for name in ("name_en", "name_zh")) or "hall-file" in request.FILES


def _make_house(request: HttpRequest, actor: Actor, party: str, form: VenueForm, hall: HallForm) -> HttpResponse:
    """Store both, or nothing: a plan that will not do is refused before the house is made."""
    plan = parse_plan(hall.document()).canonical() if hall.is_bound else None
    made = operations.create_venue(actor=actor, organiser=party, **_venue_fields(form))
    if plan is None:
        return redirect("tickets_console:new_hall", party=party, ref=made.public_id)
    kept = operations.create_hall(actor=actor, venue=made.public_id, name=hall.text("name"), plan=plan)
    drawn = queries.newest_plan(kept)
    said = _("{hall} is saved: {seats} seats, {standing} standing places.")
    messages.success(request, said.format(hall=kept.name, seats=drawn.seats, standing=drawn.standing))
    return redirect("tickets_console:new_show", party=party)


@never_cache
@login_required
def venue(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """Change what is said about a house."""
    actor = actor_of_request(request)
    row = queries.venue_for(actor, ref)
    require(policies.may_manage(actor, row.organiser))
    form = VenueForm(request.POST or None, initial={**VenueForm.initial_of(row), "zone": row.zone})
    if request.method == "POST" and form.is_valid():
        operations.change_venue(actor=actor, venue=ref, **_venue_fields(form))
        messages.success(request, _("Saved."))
        return redirect("tickets_console:halls", party=party)
    return _form(request, party, form, row.name, _("Save"))


@never_cache
@login_required
def new_hall(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """A hall with its plan: by numbers, or from a file."""
    actor = actor_of_request(request)
    row = queries.venue_for(actor, ref)
    require(policies.may_manage(actor, row.organiser))
    form = HallForm(request.POST or None, request.FILES or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.create_hall(actor=actor, venue=ref, name=form.text("name"), plan=form.document())
            return redirect("tickets_console:hall", party=party, ref=made.public_id)
        except Refusal as no:
            refusal = no
    return _form(request, party, form, _("New hall in {venue}").format(venue=row.name), _("Save the hall"), refusal)


@never_cache
@login_required
def hall(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """A hall's plan as a picture, its versions, and a form for a new one."""
    actor = actor_of_request(request)
    row = queries.hall_for(actor, ref)
    may_manage = policies.may_manage(actor, row.venue.organiser)
    form = PlanForm(request.POST or None, request.FILES or None, initial={"way": "file"})
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.add_plan(actor=actor, hall=ref, plan=form.document())
            messages.success(request, _("Version {n} is the plan of new performances.").format(n=made.version))
            return redirect("tickets_console:hall", party=party, ref=ref)
        except Refusal as no:
            refusal = no
    context = {
        **desk(request, row.venue.organiser),
        **_hall_context(row),
        "form": form if may_manage else None,
        "refusal": refusal,
        "party": party,
    }
    return render(request, "tickets/console/hall.html", context, status=refusal.status if refusal else 200)


def _hall_context(row: Hall) -> dict[str, Any]:
    plan = queries.newest_plan(row)
    made = queries.compiled(plan.pk)
    zones = [
        {
            "name": name,
            "mark": number % 6 + 1,
            "places": area.capacity if (area := made.area_of(zone)) else made.zones.count(zone),
        }
        for number, (zone, name) in enumerate(made.categories.items())
    ]
    versions = row.plans.defer("document").order_by("-version")[:20]
    return {"hall": row, "plan": plan, "drawing": drawing(made), "zones": zones, "versions": versions}


@login_required
@require_safe
def export_plan(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """A plan version as a file of our own format, which the import takes back."""
    plan = queries.plan_for(actor_of_request(request), ref)
    response = JsonResponse(plan.document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="plan-{plan.hall.public_id}-v{plan.version}.json"'
    return response


def _venue_fields(form: VenueForm) -> dict[str, Any]:
    texts = {name: form.text(name) for name in form.pairs}
    city = texts["city"].get("en", "") or texts["city"].get("zh-hans", "")
    return {**texts, "zone": form.cleaned_data["zone"], "city_code": city.casefold().replace(" ", "-")[:40]}


def _form(
    request: HttpRequest,
    party: str,
    form: Any,
    title: Any,
    action: str,
    refusal: Refusal | None = None,
    part: dict[str, Any] | None = None,
) -> HttpResponse:
    said = {"form": form, "part": part, "title": title, "action": action, "refusal": refusal}
    context = {**desk(request, party), **said}
    return render(request, "tickets/console/form.html", context, status=refusal.status if refusal else 200)
