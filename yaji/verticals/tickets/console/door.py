"""The door from the desk: who comes, letting in by the list, phones that scan."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yaji.kernel.identity.http import actor_of_request
from yaji.kit.errors import NotFound, Refusal, require
from yaji.kit.http.spreadsheets import csv_response
from yaji.kit.ids import plain_code
from yaji.verticals.tickets import moments, operations, policies, printing, queries
from yaji.verticals.tickets.console.desk import desk
from yaji.verticals.tickets.forms.shows import DeviceForm
from yaji.verticals.tickets.models import Performance
from yaji.verticals.tickets.overview import door_figures
from yaji.verticals.tickets.types import Pairing

PAGE = 100


@never_cache
@login_required
@require_safe
def attendees(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """Who comes, with a button for those whose phone is dead."""
    row = _at_door(request, ref)
    rows = queries.attendees(actor_of_request(request), row)
    words = request.GET.get("q", "").strip()[:80]
    if words:
        rows = rows.filter(_matching(rows, words))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        **desk(request, row.show.organiser),
        "performance": row,
        "show": row.show,
        "page": page,
        "words": words,
        "door": door_figures(row),
    }
    return render(request, "tickets/console/attendees.html", context)


def _matching(rows: object, words: str) -> Q:
    """By number of pass or order; by name, which is sealed and so looked through here."""
    code = plain_code(words)
    needle = words.casefold()
    named = [row.pk for row in rows if needle in row.holder.casefold()]  # type: ignore[attr-defined]
    return Q(code=code) | Q(order_code=code) | Q(pk__in=named[:200])


@login_required
@require_safe
def attendees_csv(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """The list for the day the network is down."""
    row = _at_door(request, ref)
    head = [_("Order"), _("Pass"), _("Place"), _("Category"), _("Holder"), _("State"), _("In at")]
    lines = [
        (
            each.order_code,
            printing.spoken_code(each.code),
            each.label,
            each.category,
            each.holder,
            each.state,
            moments.moment(each.check_in.at, row.zone) if hasattr(each, "check_in") else "",
        )
        for each in queries.attendees(actor_of_request(request), row)
    ]
    return csv_response(f"attendees-{row.public_id}", head, lines)


@require_POST
@login_required
def admit(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """Let somebody in by the list."""
    actor = actor_of_request(request)
    _at_door(request, ref)
    try:
        said = operations.check_in(
            actor=actor, performance=ref, code=request.POST.get("pass", ""), gate=_("the list"), by_list=True
        )
        messages.success(request, _("In: {label}.").format(label=said.label))
    except Refusal as no:
        messages.error(request, no.text)
    address = reverse("tickets_console:attendees", args=[party, ref])
    return redirect(f"{address}?q={request.POST.get('q', '')[:80]}")


@never_cache
@login_required
def devices(request: HttpRequest, party: str) -> HttpResponse:
    """Phones that scan; a new one is paired by its camera."""
    actor = actor_of_request(request)
    require(policies.may_pair_devices(actor, party))
    form = DeviceForm(request.POST or None)
    made: Pairing | None = None
    if request.method == "POST" and form.is_valid():
        made = operations.make_device(actor=actor, organiser=party, **form.cleaned_data)
        form = DeviceForm()
    link = _pairing_link(made) if made else ""
    context = {
        **desk(request, party),
        "devices": queries.devices_of(actor, party),
        "form": form,
        "made": made,
        "link": link,
        # drawn by segno from a link of our own
        "qr": mark_safe(printing.qr_svg(link)) if link else "",  # noqa: S308
    }
    return render(request, "tickets/console/devices.html", context)


@require_POST
@login_required
def revoke(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    operations.revoke_device(actor=actor_of_request(request), device=ref)
    messages.success(request, _("This phone lets nobody in any more."))
    return redirect("tickets_console:devices", party=party)


def _pairing_link(made: Pairing) -> str:
    return settings.SITE_URL + reverse("tickets:pair", args=[made.device, made.secret])


def _at_door(request: HttpRequest, ref: str) -> Performance:
    row = queries.performance_at_door(ref)
    if row is None or not policies.may_see_attendees(actor_of_request(request), row.show.organiser):
        raise NotFound(ref=ref)
    return row
