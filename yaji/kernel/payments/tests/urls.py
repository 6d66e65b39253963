"""Only this room's doors, so that its tests hang on no other room's pages."""

from django.urls import include, path
from ninja import NinjaAPI

from yaji.kernel.payments.api import router
from yaji.kit.errors import Refusal
from yaji.kit.http.refusals import as_json

api = NinjaAPI(urls_namespace="payments-tests")
api.add_router("/payments", router)


@api.exception_handler(Refusal)
def refused(request, refusal):
    return api.create_response(request, as_json(refusal), status=refusal.status)


def nothing(request):
    raise NotImplementedError


urlpatterns = [
    path("", include("yaji.kernel.payments.pages")),
    path("api/v1/", api.urls),
    # names that the shell of every page asks for
    path("home/", nothing, name="home"),
    path("me/", include(([path("", nothing, name="home")], "identity"))),
]
