"""Watching it sell: figures, a chart with its table, files for the spreadsheet."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.money.formatting import plain_amount
from yaji.kernel.money.types import Money
from yaji.kit.http.spreadsheets import csv_response
from yaji.verticals.tickets import policies, queries
from yaji.verticals.tickets.charts import bars
from yaji.verticals.tickets.console.desk import desk
from yaji.verticals.tickets.forms.shows import WindowForm
from yaji.verticals.tickets.models import Pass, Show
from yaji.verticals.tickets.overview import board, by_block, by_category, by_day, door_figures, lines_of
from yaji.verticals.tickets.queries.stock import stock_of


@never_cache
@login_required
@require_safe
def performance(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """One performance: how it sells, how full each part is, who is in."""
    actor = actor_of_request(request)
    row = queries.performance_to_manage(actor, ref)
    stock = stock_of(row)
    days = by_day(Pass.objects.filter(performance=row), row.zone)
    context = {
        **desk(request, row.show.organiser),
        "performance": row,
        "show": row.show,
        "line": lines_of([row])[0],
        "categories": by_category(row, stock),
        "blocks": by_block(row, stock),
        "days": [_money(day, row.show) for day in days],
        "chart": bars(days),
        "door": door_figures(row),
        "window": WindowForm(initial=WindowForm.of(row)),
        "may_manage": policies.may_manage(actor, row.show.organiser),
        "may_see_attendees": policies.may_see_attendees(actor, row.show.organiser),
    }
    return render(request, "tickets/console/performance.html", context)


@never_cache
@login_required
@require_safe
def show_sales(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """A whole show: by day and by performance."""
    row = queries.show_to_manage(actor_of_request(request), ref)
    lines = board(row)
    zone = lines["lines"][0].performance.zone if lines["lines"] else "UTC"
    days = by_day(Pass.objects.filter(performance__show=row), zone, days=30)
    context = {
        **desk(request, row.organiser),
        "show": row,
        "board": lines,
        "days": [_money(day, row) for day in days],
        "chart": bars(days),
    }
    return render(request, "tickets/console/show_sales.html", context)


@login_required
@require_safe
def show_csv(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """Performances of a show with their figures."""
    row = queries.show_to_manage(actor_of_request(request), ref)
    head = [_("Date"), _("Time"), _("Hall"), _("State"), _("Places"), _("Sold"), _("Left"), _("Takings"), _("Currency")]
    lines = [
        (
            f"{line.performance.local_start:%Y-%m-%d}",
            f"{line.performance.local_start:%H:%M}",
            line.performance.plan.hall.name,
            line.state,
            line.capacity,
            line.sold,
            line.left,
            plain_amount(line.takings.minor, row.currency),
            row.currency,
        )
        for line in board(row)["lines"]
    ]
    return csv_response(f"show-{row.public_id}", head, lines)


@login_required
@require_safe
def performance_csv(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """Price categories of a performance with their figures."""
    row = queries.performance_to_manage(actor_of_request(request), ref)
    head = [_("Category"), _("Price"), _("Places"), _("Sold"), _("Held"), _("Kept back"), _("Left"), _("Takings")]
    currency = row.show.currency
    lines = [
        (
            each["name"],
            plain_amount(each["price"].minor, currency),
            each["places"],
            each["sold"],
            each["held"],
            each["kept"],
            each["left"],
            plain_amount(each["takings"].minor, currency),
        )
        for each in by_category(row, stock_of(row))
    ]
    return csv_response(f"performance-{row.public_id}", head, lines)


def _money(day: dict[str, Any], show: Show) -> dict[str, Any]:
    return {**day, "takings": Money(day["amount"], show.currency)}
