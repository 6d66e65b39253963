"""The sandbox's hosted page: choose a wallet or a card, pay or decline, or make the sandbox misbehave."""

from typing import get_args

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yaji.kernel.payments.providers.sandbox import company
from yaji.kernel.payments.providers.sandbox.delivery import deliver
from yaji.kernel.payments.providers.sandbox.gateway import METHODS
from yaji.kernel.payments.providers.sandbox.models import SandboxCharge
from yaji.kernel.payments.providers.sandbox.tasks import deliver_notice

MANNERS = [
    ("later", _("Pay, but the notice comes two minutes late")),
    ("twice", _("Pay, and the notice comes twice")),
    ("first", _("Pay, and the notice comes before you are back")),
    ("silent", _("Pay, and no notice comes")),
    ("gone", _("Pay and close the window: no notice, no return")),
]
_DO = ("plain", "decline", "cancel", *(name for name, label in MANNERS))


class Choice(forms.Form):
    """What the buyer pressed. There is no amount in it: that is the charge's."""

    do = forms.ChoiceField(choices=[(name, name) for name in _DO])
    method = forms.ChoiceField(choices=[(method.code, method.code) for method in METHODS])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay_page(request: HttpRequest, token: str) -> HttpResponse:
    """The hosted page of one charge, in the language the merchant asked for."""
    charge = company.find_by_token(token) if settings.YAJI_SANDBOX else None
    if charge is None:
        raise Http404
    with translation.override(charge.language):
        if request.method != "POST":
            return _page(request, charge)
        choice = Choice(request.POST)
        if not choice.is_valid():
            return _page(request, charge, status=422)
        return _act(request, charge, choice.cleaned_data["do"], choice.cleaned_data["method"])


def _act(request: HttpRequest, charge: SandboxCharge, do: str, method: str) -> HttpResponse:
    if do == "cancel":
        notice = company.close(charge)
    elif do == "decline":
        notice = company.decline(charge, method=method)
    else:
        assert do in get_args(company.Manner)
        notice = company.pay(charge, method=method, manner=do)  # type: ignore[arg-type]  # checked above
    if notice is not None and do == "first":
        deliver(notice.event_id)
    elif notice is not None:
        deliver_notice.enqueue(notice.event_id)
    if do == "gone":
        charge.refresh_from_db()
        return _page(request, charge)
    return HttpResponseRedirect(charge.return_path)


def _page(request: HttpRequest, charge: SandboxCharge, status: int = 200) -> HttpResponse:
    context = {"charge": charge, "methods": METHODS, "manners": MANNERS, "invalid": status == 422}
    return render(request, "payments/sandbox/pay.html", context, status=status)
