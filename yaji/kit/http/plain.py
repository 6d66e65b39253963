"""Text that no database column holds: a zero byte, or half of a surrogate pair. Refused at the door."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from yaji.kit.errors import NotFound
from yaji.kit.http.methods import API
from yaji.kit.http.refusals import as_json


def is_plain(value: Any) -> bool:
    """Whether every text in ``value`` (text, list, dictionary, at any depth) can be stored."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, dict):
        return all(is_plain(key) and is_plain(item) for key, item in value.items())
    return all(is_plain(item) for item in value) if isinstance(value, list) else True


class PlainAddressMiddleware:
    """An address with a zero byte in it leads nowhere: PostgreSQL would take it for a broken program."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        program = request.path_info.startswith(API)
        if "\0" in request.path_info:
            if program:
                return JsonResponse(as_json(NotFound(), getattr(request, "request_id", "")), status=404)
            raise Http404
        # the API reads its own questions, and says what was wrong with one
        if not program and b"\0" in unquote_to_bytes(request.META.get("QUERY_STRING", "")):
            raise Http404
        return self.get_response(request)
