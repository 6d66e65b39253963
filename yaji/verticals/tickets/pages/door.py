"""The page at the door: an installable page that scans, for paired phones and for the team."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yaji.kernel.identity.http import actor_of_request
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound, Refusal
from yaji.kit.http.refusals import as_json
from yaji.kit.http.throttle import Limit, client_address, spend
from yaji.kit.ids import mint
from yaji.verticals.tickets import operations, queries
from yaji.verticals.tickets.doorway import COOKIE, door_actor, doors
from yaji.verticals.tickets.errors import DeviceUnknown
from yaji.verticals.tickets.models import Performance
from yaji.verticals.tickets.policies import may_check_in
from yaji.verticals.tickets.types import SCANNER_DAYS, Admission

PAIRINGS = Limit("tickets.pair", per_minute=10, burst=10)
#: a hundred people a minute at one door, and a little more
SCANS = Limit("tickets.scan", per_minute=240, burst=120)
#: the same page never asks for the same word with a different look
LOOKS = {
    "tickets.pass_used": "twice",
    "tickets.wrong_show": "elsewhere",
    "tickets.wrong_day": "later",
    "tickets.wrong_gate": "gate",
    "tickets.pass_revoked": "void",
    "tickets.pass_replaced": "void",
    "tickets.pass_forged": "forged",
    "tickets.pass_unknown": "unknown",
    "tickets.door_closed": "closed",
}


@never_cache
def pair(request: HttpRequest, device: str, secret: str) -> HttpResponse:
    """A phone followed the QR code: ask once, then remember who it is."""
    spend(PAIRINGS, client_address(request))
    if request.method != "POST":
        return render(request, "tickets/door/pair.html")
    _row, bearer = operations.pair_device(actor=actor_of_request(request), device=device, secret=secret)
    response = HttpResponseRedirect(reverse("tickets:door"))
    age, secure = SCANNER_DAYS * 86_400, settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, bearer, max_age=age, httponly=True, samesite="Lax", secure=secure)
    return response


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """This phone is no scanner any more."""
    device = queries.device_by_secret(request.COOKIES.get(COOKIE, ""))
    if device is not None:
        operations.revoke_device(actor=queries.actor_of_device(device), device=device.public_id)
    response = HttpResponseRedirect(reverse("tickets:door"))
    response.delete_cookie(COOKIE)
    return response


@never_cache
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """What is on about now; one of it is chosen."""
    actor, device = door_actor(request)
    context = {"rows": queries.performances_at_door(actor), "device": device, "may": bool(doors(actor))}
    return render(request, "tickets/door/door.html", context)


@never_cache
def scan(request: HttpRequest, ref: str) -> HttpResponse:
    """Scan, or type the number: the same answer without script, as a page."""
    actor, device = door_actor(request)
    row = _at(actor, ref)
    answer: dict[str, Any] | None = None
    status = 200
    if request.method == "POST":
        answer, status = _check(request, actor, row, device.gate if device else "")
    inside, expected = queries.door_count(row)
    context = {
        "performance": row,
        "show": row.show,
        "device": device,
        "answer": answer,
        "inside": inside,
        "expected": expected,
        "key": mint("key"),
        "props": _props(request, row, inside, expected),
    }
    return render(request, "tickets/door/scan.html", context, status=status)


@never_cache
@require_POST
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """One scan, for the page's script. A phone that was revoked is told so: it is no trouble of the network."""
    actor, device = door_actor(request)
    try:
        row = _at(actor, ref)
    except NotFound as refusal:
        gone = DeviceUnknown() if COOKIE in request.COOKIES and device is None else refusal
        return JsonResponse({"look": "error", **as_json(gone)}, status=gone.status)
    answer, status = _check(request, actor, row, device.gate if device else "")
    return JsonResponse(answer, status=status)


def _check(request: HttpRequest, actor: Actor, row: Performance, gate: str) -> tuple[dict[str, Any], int]:
    spend(SCANS, actor.ref)
    code, key = request.POST.get("code", "")[:400], request.POST.get("key", "")[:64]
    try:
        said = operations.check_in(
            actor=actor, performance=row.public_id, code=code, gate=gate or request.POST.get("gate", "")[:80], key=key
        )
    except Refusal as refusal:
        return {"look": LOOKS.get(refusal.code, "error"), **as_json(refusal)}, refusal.status
    return _welcome(said), 200


def _welcome(said: Admission) -> dict[str, Any]:
    return {
        "look": "in",
        "message": str(said.label),
        "next_step": " · ".join(part for part in (str(said.category), said.holder) if part),
        "inside": said.inside,
        "expected": said.expected,
    }


def _at(actor: Actor, ref: str) -> Performance:
    row = queries.performance_at_door(ref)
    if row is None or not may_check_in(actor, row.show.organiser):
        raise NotFound(ref=ref)
    return row


def _props(request: HttpRequest, row: Performance, inside: int, expected: int) -> dict[str, Any]:
    return {
        "url": reverse("tickets:check", args=[row.public_id]),
        "worker": reverse("tickets:door_worker"),
        "csrf": get_token(request),
        "inside": inside,
        "expected": expected,
        "words": {
            "start": _("Start the camera"),
            "stop": _("Stop the camera"),
            "point": _("Hold the code in the frame"),
            "no_camera": _("No camera here: type the number under the code. A phone needs https for its camera."),
            "type": _("Number under the code"),
            "check": _("Check"),
            "next": _("Next"),
            "in": _("Come in"),
            "offline": _("No connection. Try again; nobody was let in."),
            "count": _("{inside} of {expected} are in"),
            "sound": _("Sound"),
        },
    }


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The door as something a phone can install."""
    icons = [
        {"src": static(f"web/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    body = {
        "name": _("Yaji at the door"),
        "short_name": _("Door"),
        "start_url": reverse("tickets:door"),
        "scope": reverse("tickets:door"),
        "lang": get_language(),
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#14120e",
        "theme_color": "#14120e",
        "icons": icons,
    }
    return JsonResponse(body, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """A small service worker: it keeps what every phone gets alike, and no page with names, counts or secrets."""
    response = render(request, "tickets/door/worker.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response
