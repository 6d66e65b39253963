"""A token bucket on the cache: steady rate, small bursts, a polite refusal with a waiting time."""

import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from yaji.kit.errors import TooMany


@dataclass(frozen=True)
class Limit:
    """``burst`` at once, refilled at ``per_minute``."""

    name: str
    per_minute: float
    burst: int


def client_address(request: HttpRequest) -> str:
    """The peer's address, or the last hop our own proxies vouch for (``YAJI_PROXIES`` of them)."""
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    proxies: int = settings.YAJI_PROXIES
    if proxies and len(forwarded) >= proxies:
        return str(forwarded[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))


def spend(limit: Limit, who: str) -> None:
    """Take one token of ``who``'s bucket or refuse with :class:`TooMany`.

    Two requests at the same instant may both see the last token; a limit on speed can bear that,
    a limit on stock could not and lives in the database.
    """
    key = f"throttle:{limit.name}:{who}"
    now = time.time()
    tokens, at = cache.get(key, (float(limit.burst), now))
    tokens = min(limit.burst, tokens + (now - at) * limit.per_minute / 60)
    if tokens < 1:
        raise TooMany(seconds=max(1, math.ceil((1 - tokens) * 60 / limit.per_minute)))
    cache.set(key, (tokens - 1, now), timeout=int(limit.burst / limit.per_minute * 60) + 60)
