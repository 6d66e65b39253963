"""The console's first page: the actor's organisations and, for operators, how the site is."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# plugs the kernel's checks, so that this page shows what the command line shows
import yaji.delivery.cli.checks  # noqa: F401
from yaji.kernel.identity import queries
from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.identity.types import ROLES
from yaji.kit.actor import Actor
from yaji.kit.doctor import Level, Result, examine, worst
from yaji.kit.errors import require
from yaji.kit.http.navigation import desks

_STATUS: dict[Level, str] = {"ok": "status-ok", "warning": "status-warn", "error": "status-bad"}


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where the actor works, with the ways to each desk; operators also see every examination."""
    actor = actor_of_request(request)
    teams = [member for member in queries.teams(actor) if member.party.erased_at is None]
    require(actor.operator or bool(teams))
    results = examine() if actor.operator else []
    context = {
        "houses": [_house(actor, member) for member in teams],
        "operator": actor.operator,
        "checks": [_check(result) for result in sorted(results, key=_gravest_first)],
        "worst": worst(result.level for result in results),
        "console_nav": [{"title": "", "items": [_link(_("Overview"), "console_home", "home") | {"current": True}]}],
    }
    return render(request, "console/home.html", context)


def _house(actor: Actor, member: Any) -> dict[str, Any]:
    """One organisation with the desks that are open to the actor there."""
    ref = member.party.public_id
    links = [_link(entry.label, entry.url_name, entry.icon, ref) for entry in desks(actor, ref)]
    return {"name": member.party.label, "role": ROLES.get(member.role, member.role), "links": links}


def _link(label: str | Promise, url_name: str, icon: str, *args: str) -> dict[str, Any]:
    return {"label": label, "url": reverse(url_name, args=args), "icon": icon}


def _check(result: Result) -> dict[str, Any]:
    labels = {"ok": _("All is well"), "warning": _("Needs a look"), "error": _("Broken")}
    return {
        "label": result.check.label,
        "name": result.check.name,
        "status": labels[result.level],
        "status_class": _STATUS[result.level],
        "findings": result.findings,
    }


def _gravest_first(result: Result) -> int:
    return list(_STATUS)[::-1].index(result.level)


urlpatterns = [path("", home, name="console_home")]
