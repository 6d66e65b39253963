"""What every page of an organiser's desk carries: whose desk it is, and the ways on it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.identity.policies import may_see_team
from yaji.kernel.identity.queries import party as party_of
from yaji.verticals.tickets import policies


def desk(request: HttpRequest, party: str) -> dict[str, Any]:
    """``house``, and the console's navigation with only what is open to the actor."""
    actor = actor_of_request(request)
    house = party_of(party)
    entries = (
        (policies.may_watch(actor, party), _("Shows"), "tickets_console:shows", "ticket"),
        (policies.may_watch(actor, party), _("Halls"), "tickets_console:halls", "seat"),
        (policies.may_pair_devices(actor, party), _("Scanners"), "tickets_console:devices", "qr"),
        (may_see_team(actor, party), _("Team"), "identity_console:team", "users"),
    )
    items = [
        {"label": label, "url": url, "icon": icon, "current": request.path.startswith(url)}
        for may, label, name, icon in entries
        if may and (url := reverse(name, args=[party]))
    ]
    overview = {"label": _("Overview"), "url": reverse("console_home"), "icon": "home", "current": False}
    nav = [{"title": "", "items": [overview]}, {"title": house.label, "items": items}]
    return {"house": house, "console_nav": nav}
