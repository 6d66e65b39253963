"""One handler that turns a refusal into a page, and one that turns it into JSON."""

from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from yaji.kit.errors import Refusal

log = structlog.get_logger(__name__)
FORBIDDEN = 403


def as_json(refusal: Refusal, request_id: str = "") -> dict[str, Any]:
    """The body of a refused API call."""
    facts = {name: _plain(value) for name, value in refusal.facts.items()}
    return {
        "code": refusal.code,
        "message": refusal.text,
        "next_step": refusal.advice,
        "facts": facts,
        "request_id": request_id,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def as_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page of its own, or as a fragment for htmx."""
    part = "errors/_refusal_fragment.html" if getattr(request, "htmx", False) else "errors/refusal.html"
    way_on = str(refusal.facts.get("next_url", ""))
    context = {
        "code": refusal.code,
        "message": refusal.text,
        "next_step": refusal.advice,
        "status": refusal.status,
        "request_id": getattr(request, "request_id", ""),
        "next_url": way_on or _way_back(request),
        "next_label": "" if way_on else _("Go back"),
    }
    response = render(request, part, context, status=refusal.status)
    if "seconds" in refusal.facts:
        response["Retry-After"] = str(refusal.facts["seconds"])
    return response


def _way_back(request: HttpRequest) -> str:
    """The page of ours that the refused form stood on: what was chosen or typed there can be changed there."""
    came_from = request.META.get("HTTP_REFERER", "") if request.method == "POST" else ""
    ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if ours else ""


class RefusalMiddleware:
    """Shows refusals that a view let through. A view that can say more catches its own."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        note_right(request, error)
        return as_page(request, error)


def note_right(request: HttpRequest, refusal: Refusal) -> None:
    """A right that was refused is worth a line in the log: one is a mistake, many are somebody trying doors."""
    if refusal.status == FORBIDDEN:
        log.warning("right_refused", code=refusal.code, path=request.path, method=request.method)
