"""Where providers knock and buyers come back."""

from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from yaji.kernel.payments import operations, states
from yaji.kernel.payments.http import take_notice
from yaji.kernel.payments.providers.sandbox.pages import pay_page
from yaji.kit.http.throttle import Limit, client_address, spend

app_name = "payments"

_RETURNS = Limit("payments.return", per_minute=60, burst=60)


# a provider has no session and no CSRF token: its signature is what is checked
@csrf_exempt
@require_POST
def notice(request: HttpRequest, provider: str) -> HttpResponse:
    """Take a provider's notice."""
    status, answer = take_notice(request, provider)
    return JsonResponse(answer, status=status)


@never_cache
@require_GET
def come_back(request: HttpRequest, intent: str) -> HttpResponse:
    """The browser is back from the provider: ask how it went, and go on to where the payment began."""
    spend(_RETURNS, client_address(request))
    row = operations.check(intent=intent)
    outcome = "pending" if row.state in states.IN_FLIGHT else row.state
    parts = urlsplit(row.return_path)
    query = "&".join(filter(None, [parts.query, urlencode({"payment": outcome})]))
    return HttpResponseRedirect(urlunsplit(parts._replace(query=query)))


urlpatterns = [
    path("payments/notices/<slug:provider>/", notice, name="notice"),
    path("pay/return/<str:intent>/", come_back, name="return"),
]
if settings.YAJI_SANDBOX:
    urlpatterns.append(path("sandbox/pay/<str:token>/", pay_page, name="sandbox"))
