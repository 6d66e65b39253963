"""What a page may be asked with: reading and forms. Programs use the API, which names its methods itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

PAGES = ("GET", "HEAD", "POST")
API = "/api/"


class PageMethodsMiddleware:
    """Refuses TRACE everywhere, and on pages all that no browser sends from a link or a form.

    Without it a view that asks only ``is this a POST`` would answer PUT and DELETE as if they read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.method in PAGES or (request.path.startswith(API) and request.method != "TRACE")
        return self.get_response(request) if known else HttpResponseNotAllowed(PAGES)
