"""The seller's desk for orders: finding one, its money, giving money back, alone or by two."""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yaji.kernel.identity.desk import desk
from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.orders import deskwork, operations, reading, selling
from yaji.kernel.orders.forms import FindOrders, RefundForm
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.policies import may_refund
from yaji.kernel.orders.refunds import preview
from yaji.kit.actor import Actor
from yaji.kit.errors import Refusal, require
from yaji.kit.http.spreadsheets import csv_response
from yaji.kit.paging import page

app_name = "orders_console"
PAGE = 50
#: a spreadsheet of more would be wanted by month or by performance
LONGEST_EXPORT = 20_000


@never_cache
@login_required
@require_safe
def orders(request: HttpRequest, party: str) -> HttpResponse:
    """The seller's orders, newest first; filtered, or found by number, address or name."""
    actor = actor_of_request(request)
    form, rows = _asked(request, actor, party)
    found = page(rows, after=request.GET.get("after"), size=PAGE)
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    context = {
        **desk(request, party),
        "form": form,
        "subjects": deskwork.subjects(party, asked.get("subject", "")),
        "rows": deskwork.rows(found.rows, party),
        "asked": asked,
        "query": urlencode(asked),
        "next_url": f"?{urlencode({**asked, 'after': found.after})}" if found.after else "",
        "waiting": selling.waiting_refunds(actor, party),
        "may_refund": may_refund(actor, [party]),
    }
    return render(request, "orders/console/orders.html", context)


@login_required
@require_safe
def orders_csv(request: HttpRequest, party: str) -> HttpResponse:
    """The same orders as a spreadsheet: a row for each line, no more of a person than a name and an address."""
    _form, rows = _asked(request, actor_of_request(request), party)
    return csv_response(f"orders-{party}", deskwork.csv_head(), deskwork.csv_rows(rows[:LONGEST_EXPORT], party))


@never_cache
@login_required
@require_safe
def order(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """One order: who, what, and every movement of its money."""
    actor = actor_of_request(request)
    row = selling.order_for_seller(actor, party, ref)
    context = {**desk(request, party), **deskwork.order(row, party, actor), "may_refund": may_refund(actor, [party])}
    return render(request, "orders/console/order.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def refund(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """Choose units; see what would go back; confirm. Much of it takes a second person."""
    actor = actor_of_request(request)
    require(may_refund(actor, [party]))
    row = selling.order_for_seller(actor, party, ref)
    form = RefundForm(request.POST if "why" in request.POST else None)
    context = {
        **desk(request, party),
        **deskwork.refundable(row, party),
        "form": form,
        "key": secrets.token_urlsafe(16),
    }
    if request.method == "GET":
        return render(request, "orders/console/refund.html", context)
    try:
        return _refund(request, actor, row, context)
    except Refusal as refusal:
        context |= {"refusal": refusal, "preview": None}
        return render(request, "orders/console/refund.html", context, status=refusal.status)


def _refund(request: HttpRequest, actor: Actor, row: Order, context: dict[str, Any]) -> HttpResponse:
    units, form = reading.units(request.POST), context["form"]
    found = preview(row, units)
    require({line.seller for line, _numbers in found.lines} == {context["house"].public_id})
    if not (request.POST.get("confirm") and form.is_valid()):
        context |= {"preview": deskwork.previewed(found), "chosen": request.POST.getlist("unit")}
        return render(request, "orders/console/refund.html", context)
    asked = {"actor": actor, "order": row.public_id, "units": units, "why": form.cleaned_data["why"]}
    if found.large:
        operations.ask_refund(**asked, key=reading.key(request.POST))
        messages.success(request, _("Asked. A colleague with the right to refund has to say yes now."))
    else:
        operations.refund_units(**asked, key=reading.key(request.POST))
        messages.success(request, _("The money is on its way back, and the buyer has been told."))
    return redirect("orders_console:order", party=context["house"].public_id, ref=row.public_id)


@login_required
@require_POST
def decide(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """The second person's yes or no to a large refund."""
    yes = request.POST.get("answer") == "yes"
    order_ref = operations.decide_refund(actor=actor_of_request(request), request=ref, yes=yes)
    if yes:
        messages.success(request, _("The money is on its way back, and the buyer has been told."))
    else:
        messages.success(request, _("Declined. Nothing was given back."))
    return redirect("orders_console:order", party=party, ref=order_ref)


def _asked(request: HttpRequest, actor: Actor, party: str) -> tuple[FindOrders, Any]:
    form = FindOrders(request.GET)
    form.is_valid()  # what can't be read is as if it weren't asked for
    said = form.cleaned_data
    rows = selling.orders_for_seller(
        actor,
        party,
        state=said.get("state", ""),
        subject=said.get("subject", ""),
        words=said.get("q", ""),
    )
    return form, rows


urlpatterns = [
    path("<str:party>/orders/", orders, name="orders"),
    path("<str:party>/orders.csv", orders_csv, name="orders_csv"),
    path("<str:party>/orders/<str:ref>/", order, name="order"),
    path("<str:party>/orders/<str:ref>/refund/", refund, name="refund"),
    path("<str:party>/refund-requests/<str:ref>/", decide, name="decide"),
]
