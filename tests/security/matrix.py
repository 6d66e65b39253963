"""Every address of the site, asked by everybody, with every method."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from django.conf import settings
from django.core.cache import cache as limits
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.security.world import EVERYBODY, World, undone

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
Make = Callable[[Mapping[str, str]], dict[str, Any]]
DENIED = ("login", "401", "403", "404", "405", "410")


def addresses() -> list[str]:
    """Every pattern of the URL resolver, without the language in front, in the order in which they are tried."""
    return list(dict.fromkeys(_walk(get_resolver().url_patterns, "")))


def _walk(patterns: Sequence[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for each in patterns:
        text = before + str(each.pattern).removeprefix(f"{settings.LANGUAGE_CODE}/")
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, text)
        else:
            yield text


def path_of(address: str, names: Mapping[str, str]) -> str:
    """The pattern with its blanks filled in; pages under their language."""
    parts = []
    for part in address.split("/"):
        while "<" in part:
            head, _, rest = part.partition("<")
            blank, _, tail = rest.partition(">")
            part = head + names[blank.rpartition(":")[2]] + tail
        parts.append(part)
    path = "/" + "/".join(parts)
    return f"/en{path}" if _has_language(address) else path


def _has_language(address: str) -> bool:
    return address in _pages()


@cache
def _pages() -> frozenset[str]:
    """Addresses that stand under a language."""
    return frozenset(
        address
        for each in get_resolver().url_patterns
        if isinstance(each, URLResolver) and str(each.pattern) == f"{settings.LANGUAGE_CODE}/"
        for address in _walk(each.url_patterns, "")
    )


def ask(world: World, who: str, method: str, path: str, make: Make | None = None) -> str:
    """What ``who`` gets: ``ok``, ``login`` (sent to sign in), or the status. Nothing of it stays."""
    with undone():
        return _said(send(world, who, method, path, make))


def send(world: World, who: str, method: str, path: str, make: Make | None = None) -> Any:
    """One request with all that a well-meant one carries; rate limits and cookies begin anew."""
    limits.clear()
    client = world.clients[who]
    client.cookies = deepcopy(world.cookies[who])
    more: dict[str, Any] = {
        "REMOTE_ADDR": "198.51.100.7",
        "headers": {"Accept": "text/html", "Idempotency-Key": "key-of-the-matrix"},
    }
    if method != "GET":
        account = world.people.get(who)
        more["data"] = make({**world.refs, "email": (account and account.email) or ""}) if make else {}
        upload = path in ("/api/v1/media", "/api/v1/tickets/plans/read") and method == "POST"
        if path.startswith("/api/") and not upload:
            more["content_type"] = "application/json"
        elif method != "POST":
            more["data"] = b""
    return getattr(client, method.lower())(path, **more)


def _said(response: Any) -> str:
    if 200 <= response.status_code < 300:
        return "ok"
    if 300 <= response.status_code < 400:
        return "login" if response.headers.get("Location", "").startswith(reverse("account_login")) else "ok"
    return str(response.status_code)


def answers(world: World, method: str, path: str, make: Make | None = None) -> dict[str, str]:
    """Everybody's answer to one question."""
    return {who: ask(world, who, method, path, make) for who in EVERYBODY}
