"""The wizard that cancels a performance: first what it would mean, then once for all."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.orders.queries import withdrawal_of
from yaji.kit.errors import require
from yaji.verticals.tickets import operations, policies, queries
from yaji.verticals.tickets.console.desk import desk
from yaji.verticals.tickets.forms.shows import CancelForm


@never_cache
@login_required
def cancel(request: HttpRequest, party: str, ref: str) -> HttpResponse:
    """A dry run with totals; after the second thought every buyer is told and refunded once."""
    actor = actor_of_request(request)
    row = queries.performance_to_manage(actor, ref)
    require(policies.may_manage(actor, row.show.organiser))
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.cancel_performance(actor=actor, performance=ref, why=form.cleaned_data["why"])
        messages.success(request, _("Cancelled. Everybody is being told and refunded; this takes a few minutes."))
        return redirect("tickets_console:performance", party=party, ref=ref)
    context = {
        **desk(request, row.show.organiser),
        "performance": row,
        "show": row.show,
        "dry_run": withdrawal_of(row.public_id),
        "form": form,
    }
    return render(request, "tickets/console/cancel.html", context)
