"""The console's first page: the actor's organisations and, for operators, how the site is, with each examination."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yaji.delivery.console.morning import stats
from yaji.kernel.identity import queries
from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.identity.types import ROLES
from yaji.kit.actor import Actor
from yaji.kit.doctor import Finding, Level, Result, checks, examine, worst
from yaji.kit.errors import NotFound, require
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
        "stats": stats(results) if actor.operator else [],
        "checks": [_check(result) for result in sorted(results, key=_gravest_first)],
        "worst": worst(result.level for result in results),
        "console_nav": _nav(actor, "console_home"),
    }
    return render(request, "console/home.html", context)


@never_cache
@login_required
@require_safe
def check(request: HttpRequest, name: str) -> HttpResponse:
    """One examination, run now: everything it found, and where the cure stands."""
    actor = actor_of_request(request)
    require(actor.operator)
    if name not in checks:
        raise NotFound()
    result = examine([name])[0]
    findings = [{"finding": finding, "facts": _facts(finding)} for finding in result.findings]
    runbook = f"docs/operate/runbook.md#{result.check.runbook}"
    context = {**_check(result), "findings": findings, "runbook": runbook, "console_nav": _nav(actor, "")}
    return render(request, "console/check.html", context)


def _nav(actor: Actor, current: str) -> list[dict[str, Any]]:
    links = [_link(_("Overview"), "console_home", "home") | {"current": current == "console_home"}]
    if actor.operator:
        links += [
            _link(_("Questions"), "messages_console:questions", "mail"),
            _link(_("Failed mails"), "messages_console:failed", "warning"),
        ]
    return [{"title": "", "items": links}]


def _facts(finding: Finding) -> list[dict[str, str]]:
    """What a finding knows for machines, as rows of name and value; lists written out."""
    return [
        {"name": name, "value": ", ".join(map(str, value)) if isinstance(value, list) else str(value)}
        for name, value in finding.facts.items()
    ]


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
        "url": reverse("console_check", args=[result.check.name]),
    }


def _gravest_first(result: Result) -> int:
    return list(_STATUS)[::-1].index(result.level)


urlpatterns = [path("", home, name="console_home"), path("checks/<str:name>/", check, name="console_check")]
