"""The terms of use and the privacy notice, in plain words. Whoever runs a site reads them and makes them their own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yaji.kernel.identity.ports import purposes


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    return render(request, "web/terms.html", {"version": purposes["terms"].version})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "web/privacy.html", {"version": purposes["terms"].version})
