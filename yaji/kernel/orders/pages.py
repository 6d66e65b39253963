"""The buyer's way: places held, one page to check out, the provider, the order, returns, finding it again."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yaji.kernel.identity.http import actor_of_request, open_key
from yaji.kernel.orders import operations, queries, reading, showing
from yaji.kernel.orders.errors import AnswersMissing, ContactMissing
from yaji.kernel.orders.hoarding import spend_hold
from yaji.kernel.orders.links import order_of
from yaji.kernel.payments.ports import gateways
from yaji.kernel.payments.states import IN_FLIGHT
from yaji.kit.errors import Refusal
from yaji.kit.http.throttle import Limit, client_address, spend

app_name = "orders"
FIND = Limit("orders.find", per_minute=3, burst=5)


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Hold the chosen places; on to the checkout."""
    spend_hold(request)
    ref = operations.place(
        actor=actor_of_request(request),
        wants=reading.wants(request.POST),
        expected=reading.whole(request.POST.get("expected", "")),
        key=reading.key(request.POST),
        language=get_language() or "en",
        campaign=reading.plain(request.POST.get("campaign", ""))[:64],
    )
    return redirect("orders:checkout", ref)


@require_http_methods(["GET", "POST"])
def checkout(request: HttpRequest, ref: str) -> HttpResponse:
    """Who is buying, what it costs, how it is paid: one page, then the provider."""
    actor = actor_of_request(request)
    order = queries.own_order(actor, ref)
    if order.state != "placed" or showing.is_over(order):
        return redirect("orders:order", ref)
    if request.method == "GET":
        return render(request, "orders/checkout.html", showing.checkout(order, _fresh(order)))
    form = reading.checkout(request.POST, order)
    try:
        operations.check_out(actor=actor, order=ref, language=get_language() or "en", **form)
        return HttpResponseRedirect(_on(request, actor, order))
    except (ContactMissing, AnswersMissing) as refusal:
        context = showing.checkout(order, {**form, "key": reading.key(request.POST)}, refusal)
        return render(request, "orders/checkout.html", context, status=refusal.status)


def _fresh(order: Any) -> dict[str, Any]:
    contact = order.contact or {}
    details = {line.public_id: line.details for line in order.lines.all()}
    return {"name": "", "email": "", **contact, "details": details, "key": secrets.token_urlsafe(16)}


def _on(request: HttpRequest, actor: Any, order: Any) -> str:
    """Where the browser goes next: to the provider, or straight to the order if it costs nothing."""
    page = reverse("orders:order", args=[order.public_id])
    if not order.total:
        operations.settle_free(actor=actor, order=order.public_id)
        return page
    provider = reading.plain(request.POST.get("provider", "")) or next(name for name, _ in gateways.items())
    started = operations.pay(
        actor=actor, order=order.public_id, provider=provider, return_path=page, key=reading.key(request.POST)
    )
    # the same form again, after its payment has ended: the order says how it stands
    return started.url if started.url and started.state in IN_FLIGHT else page


@require_GET
def order(request: HttpRequest, ref: str) -> HttpResponse:
    """The order as its buyer sees it, whatever its state."""
    actor = actor_of_request(request)
    row = queries.order_for(actor, ref)
    return render(request, "orders/order.html", showing.order(row, request.GET.get("payment", ""), actor))


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    rows = list(queries.orders_of(actor_of_request(request)).exclude(state__in=["lapsed", "cancelled"])[:50])
    return render(request, "orders/mine.html", {"orders": showing.summaries(rows)})


@require_POST
def abandon(request: HttpRequest, ref: str) -> HttpResponse:
    operations.abandon(actor=actor_of_request(request), order=ref)
    return redirect("home")


@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose units to return, see what comes back, confirm."""
    actor = actor_of_request(request)
    row = queries.own_order(actor, ref)
    if request.method == "POST" and request.POST.get("confirm"):
        units = reading.units(request.POST)
        operations.return_units(actor=actor, order=ref, units=units, key=reading.key(request.POST))
        return redirect("orders:order", ref)
    return render(request, "orders/return.html", showing.returning(row, secrets.token_urlsafe(16)))


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Mail links to the orders of an address. Says the same whether there are any or not."""
    if request.method == "GET":
        return render(request, "orders/find.html")
    spend(FIND, client_address(request))
    try:
        operations.send_links(email=request.POST.get("email", "")[:254], language=get_language() or "en")
    except Refusal:
        return render(request, "orders/find.html", {"wrong": True}, status=422)
    return render(request, "orders/find.html", {"sent": True})


@require_GET
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A signed link from a mail: this browser may see the order from now on."""
    ref = order_of(token)
    open_key(request, ref)
    return redirect("orders:order", ref)


urlpatterns = [
    path("", mine, name="mine"),
    path("place/", place, name="place"),
    path("find/", find, name="find"),
    path("open/<str:token>/", open_link, name="open"),
    path("<str:ref>/", order, name="order"),
    path("<str:ref>/checkout/", checkout, name="checkout"),
    path("<str:ref>/leave/", abandon, name="abandon"),
    path("<str:ref>/return/", give_back, name="return"),
]
