"""The entrance for notices, shared by the page and the API: reads at most what a notice may be."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from yaji.kernel.payments.errors import BadSignature, NoticeTooLarge
from yaji.kernel.payments.operations import MAX_NOTICE, receive_notice
from yaji.kit.errors import Refusal, TooMany
from yaji.kit.http.refusals import as_json
from yaji.kit.http.throttle import client_address

#: forged notices from one address within a minute, before its notices are not even stored
FORGED_PER_MINUTE = 30


def take_notice(request: HttpRequest, provider: str) -> tuple[int, dict[str, Any]]:
    """Status and body of the answer. Anything but 200 makes a provider send again."""
    try:
        _refuse_forger(request)
        outcome = receive_notice(provider=provider, headers=dict(request.headers), body=_read(request))
    except Refusal as refusal:
        if isinstance(refusal, BadSignature):
            _note_forger(request)
        return refusal.status, as_json(refusal, getattr(request, "request_id", ""))
    return 200, {"outcome": str(outcome)}


def _read(request: HttpRequest) -> bytes:
    """The body, or a refusal as soon as it is known to be too long: neither the header nor the sender is trusted."""
    claimed = request.META.get("CONTENT_LENGTH") or ""
    if claimed.isdecimal() and int(claimed) > MAX_NOTICE:
        raise NoticeTooLarge(limit=MAX_NOTICE)
    body: bytes = request.read(MAX_NOTICE + 1)
    if len(body) > MAX_NOTICE:
        raise NoticeTooLarge(limit=MAX_NOTICE)
    return body


def _forger_key(request: HttpRequest) -> str:
    return f"payments:forged:{client_address(request)}"


def _note_forger(request: HttpRequest) -> None:
    key = _forger_key(request)
    if not cache.add(key, 1, timeout=60):
        try:
            cache.incr(key)
        except ValueError:  # it lapsed in between
            cache.add(key, 1, timeout=60)


def _refuse_forger(request: HttpRequest) -> None:
    if cache.get(_forger_key(request), 0) >= FORGED_PER_MINUTE:
        raise TooMany(seconds=60)
