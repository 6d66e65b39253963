"""Small rules for every answer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


class OneHostMiddleware:
    """In development 127.0.0.1 leads to localhost, so that cookies and passkeys belong to one host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host, _, port = request.get_host().partition(":")
        plain = request.path.startswith(("/healthz", "/readyz", "/metrics", "/payments/"))
        if settings.YAJI_DEMO and host == "127.0.0.1" and request.method == "GET" and not plain:
            return HttpResponseRedirect(f"{request.scheme}://localhost:{port or 80}{request.get_full_path()}")
        return self.get_response(request)
