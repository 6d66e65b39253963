"""Addresses enough for this room's tests to run without the site around them."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from ninja import NinjaAPI

from yaji.kernel.identity import console, http, pages
from yaji.kernel.identity.api import router
from yaji.kit.errors import Refusal
from yaji.kit.http.refusals import as_json

api = NinjaAPI(urls_namespace="identity-tests", auth=[http.TokenAuth(), http.BrowserAuth()], docs_url=None)
api.add_router("", router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return JsonResponse(as_json(refusal), status=refusal.status)


def whoami(request: HttpRequest) -> HttpResponse:
    return HttpResponse(http.actor_of_request(request).ref)


urlpatterns = [
    path("api/", api.urls),
    path("whoami/", whoami),
    *i18n_patterns(
        path("me/", include(pages)),
        path("console/", whoami, name="console_home"),
        path("console/", include(console)),
        path("account/", include("allauth.urls")),
        path("", whoami, name="home"),
    ),
]
