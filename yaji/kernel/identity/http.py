"""Who is behind a request: the lazy ``request.actor``, the visitor's cookie, keys opened by signed links.

Two signed cookies, both HttpOnly and SameSite=Lax, neither needs a session:

* ``yaji_visitor`` names a browser nobody signed in with. It is set when such a browser writes (any
  method but GET, HEAD, OPTIONS, TRACE, once the view has looked at ``request.actor``), or when a page
  asks for it by :func:`remember_visitor`. A page that only reads leaves no trace and stays cacheable.
* ``yaji_keys`` lists what signed links opened in this browser (an order, a pass), each for 30 days.

After sign-in the visitor's id is among the actor's keys, so what was held before signing in still
belongs to whoever signed in. Signing out drops both cookies.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails
from ninja.security import APIKeyCookie, HttpBearer

from yaji.kernel.identity import queries
from yaji.kernel.identity.errors import TokenRefused
from yaji.kernel.identity.ports import account_links
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.ids import mint

VISITOR_COOKIE = "yaji_visitor"
KEYS_COOKIE = "yaji_keys"
VISITOR_DAYS = 180
KEY_DAYS = 30
MAX_KEYS = 40
_DAY = 86_400
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class Request(HttpRequest):
    """For annotations: what the middleware adds to a request."""

    actor: Actor
    request_id: str
    htmx: HtmxDetails


class Bearer:
    """What this browser carries besides a session; read from its cookies, written back if it changed."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.known = _signed(request.COOKIES.get(VISITOR_COOKIE, ""), VISITOR_COOKIE, VISITOR_DAYS)
        self.ref = str(self.known) if self.known else mint("vis")
        self.keys = _read_keys(request)
        self.asked = self.remember = self.keys_changed = self.forget = self.by_token = False

    def actor(self) -> Actor:
        self.asked = True
        user: Any = getattr(self.request, "user", None)
        if self.signed_in:
            return queries.actor_of(user, keys=[*self.keys, *([self.ref] if self.known else [])])
        return queries.visitor(self.ref, keys=self.keys)

    @property
    def signed_in(self) -> bool:
        user: Any = getattr(self.request, "user", None)
        return user is not None and bool(user.is_authenticated)

    def open(self, ref: str) -> None:
        self.keys = {**self.keys, ref: int(clock.now().timestamp())}
        self.keys_changed = True

    def write(self, response: HttpResponse) -> None:
        """Put what changed into the answer's cookies."""
        if self.asked:
            patch_vary_headers(response, ("Cookie",))
        if self.forget:
            response.delete_cookie(VISITOR_COOKIE, samesite="Lax")
            response.delete_cookie(KEYS_COOKIE, samesite="Lax")
            return
        wrote = self.asked and not self.by_token and self.request.method not in _SAFE
        if not self.known and (self.remember or wrote) and not self.signed_in:
            _set(response, VISITOR_COOKIE, self.ref, VISITOR_DAYS)
        if self.keys_changed:
            newest = sorted(self.keys.items(), key=lambda item: item[1])[-MAX_KEYS:]
            _set(response, KEYS_COOKIE, newest, KEY_DAYS)


class ActorMiddleware:
    """Gives every request ``actor`` (lazy) and ``request_id``. Comes after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        bearer = Bearer(request)
        request.bearer = bearer  # type: ignore[attr-defined]  # added here, declared on Request
        request.request_id = _request_id()  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(bearer.actor)  # type: ignore[attr-defined]
        response = self.get_response(request)
        bearer.write(response)
        if not response.has_header("X-Request-ID"):
            response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


def actor_of_request(request: HttpRequest) -> Actor:
    """The request's actor, as itself and not as a lazy stand-in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by ActorMiddleware
    return _bare(actor)


def remember_visitor(request: HttpRequest) -> None:
    """Set the visitor's cookie with this answer, even to a GET: for pages from which a purchase starts."""
    _bearer(request).remember = True


def open_key(request: HttpRequest, ref: str) -> None:
    """Remember for 30 days that a signed link opened ``ref`` in this browser.

    Call it once the link's signature has been checked. ``ref`` is in ``request.actor.keys`` at once;
    the cookie goes out with the answer. At most 40 keys are kept, the newest.
    """
    bearer = _bearer(request)
    bearer.open(ref)
    request.actor = SimpleLazyObject(bearer.actor)  # type: ignore[attr-defined]


def forget(request: HttpRequest) -> None:
    """Drop visitor and keys with this answer: the next person at this browser is somebody else."""
    _bearer(request).forget = True


def renew(request: HttpRequest) -> None:
    """Look at the actor again: roles or sign-in changed during this request."""
    request.actor = SimpleLazyObject(_bearer(request).actor)  # type: ignore[attr-defined]


def act_as(request: HttpRequest, actor: Actor) -> None:
    """Let the rest of this request act as ``actor``: for keys that are not cookies, such as tokens."""
    request.actor = actor  # type: ignore[attr-defined]
    _bearer(request).by_token = True


def is_by_token(request: HttpRequest) -> bool:
    """Whether a program's key and not a browser is behind this request."""
    return _bearer(request).by_token


def account_items(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries of the account's menu: every plugged link whose page exists, in order."""
    items = []
    for key, link in sorted(account_links.items(), key=lambda pair: pair[1].order):
        try:
            url = reverse(link.url_name)
        except NoReverseMatch:
            continue  # the room is not served here
        room = key.partition(".")[0]
        current = request.path == url
        items.append(
            {"label": link.label, "url": url, "icon": link.icon, "note": link.note, "current": current, "room": room}
        )
    return items


class BrowserAuth(APIKeyCookie):
    """API access from our own pages: the session or the visitor's cookie, with CSRF checked on writes."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor:
        return actor_of_request(request)


class TokenAuth(HttpBearer):
    """API access for programs: ``Authorization: Bearer yaji_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        actor = queries.actor_by_token(token)
        if actor is None:
            raise TokenRefused()
        act_as(request, actor)
        return actor


def _bearer(request: HttpRequest) -> Bearer:
    bearer = getattr(request, "bearer", None)
    if not isinstance(bearer, Bearer):  # a request built by hand, without the middleware
        bearer = Bearer(request)
        request.bearer = bearer  # type: ignore[attr-defined]
    return bearer


def _bare(actor: Any) -> Actor:
    if isinstance(actor, SimpleLazyObject):
        actor.ref  # noqa: B018  # makes the stand-in look
        return actor._wrapped  # type: ignore[no-any-return]
    return actor  # type: ignore[no-any-return]


def _request_id() -> str:
    bound = structlog.contextvars.get_contextvars().get("request_id")
    return str(bound) if bound else mint("req")


def _read_keys(request: HttpRequest) -> dict[str, int]:
    pairs = _signed(request.COOKIES.get(KEYS_COOKIE, ""), KEYS_COOKIE, KEY_DAYS) or []
    oldest = clock.now().timestamp() - KEY_DAYS * _DAY
    return {str(ref): int(at) for ref, at in pairs if at > oldest}


def _signed(value: str, name: str, days: int) -> Any:
    try:
        return signing.loads(value, salt=name, max_age=days * _DAY) if value else None
    except signing.BadSignature:
        return None  # forged, expired or signed with a lost key: as if it were not there


def _set(response: HttpResponse, name: str, value: Any, days: int) -> None:
    response.set_cookie(
        name,
        signing.dumps(value, salt=name, compress=True),
        max_age=days * _DAY,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
