"""Addresses enough for this room's tests to run without the site around them."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from yaji.verticals.tickets import console, pages


def nowhere(request: HttpRequest, **kwargs: str) -> HttpResponse:
    return HttpResponse(request.actor.ref)  # type: ignore[attr-defined]  # the middleware sets it


orders = [path("place/", nowhere, name="place"), path("open/<str:token>/", nowhere, name="open")]


urlpatterns = [
    path("", include("yaji.kernel.payments.pages")),
    *i18n_patterns(
        path("", nowhere, name="home"),
        path("me/", include("yaji.kernel.identity.pages")),
        path("account/", include("allauth.urls")),
        path("orders/", include((orders, "orders"))),
        path("console/", include(console)),
        path("", include(pages)),
    ),
]
