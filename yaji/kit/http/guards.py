"""Headers that every answer carries, whichever view made it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header

#: what a page may ask the device for: its camera, at the door, and nothing else
PERMISSIONS = (
    "camera=(self), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), bluetooth=(), midi=(), "
    "accelerometer=(), gyroscope=(), magnetometer=(), browsing-topics=()"
)
PRIVATE = "private, no-cache"


class GuardMiddleware:
    """Says which of the device's abilities a page may use, and that what depends on who asks is kept by nobody else.

    A view that knows better says so itself: what has a ``Cache-Control`` keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if not response.has_header("Cache-Control") and (has_vary_header(response, "Cookie") or response.cookies):
            response["Cache-Control"] = PRIVATE
        return response
