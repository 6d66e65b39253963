"""What every page of an organisation's desk carries: whose desk it is, and the ways on it."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from yaji.kernel.identity.http import actor_of_request
from yaji.kernel.identity.policies import may_see_team
from yaji.kernel.identity.queries import party as party_of
from yaji.kit.errors import NotFound
from yaji.kit.http.navigation import Entry, desks


def desk(request: HttpRequest, party: str) -> dict[str, Any]:
    """``house``, and the console's navigation with only what is open to the actor.

    Raises NotFound for a house where the actor has no part: an address may name any party, a person's included.
    """
    if not may_see_team(actor_of_request(request), party):
        raise NotFound(party=party)
    house = party_of(party)
    overview = {"label": _("Overview"), "url": reverse("console_home"), "icon": "home", "current": False}
    found = [_item(entry, party, request.path) for entry in desks(actor_of_request(request), party)]
    items = [item for item in found if item]
    nav = [{"title": "", "items": [overview]}, {"title": house.label, "items": items}]
    return {"house": house, "console_nav": nav}


def _item(entry: Entry, party: str, path: str) -> dict[str, Any]:
    """The entry as the console draws it; empty where its room is not served."""
    try:
        url = reverse(entry.url_name, kwargs={"party": party})
    except NoReverseMatch:
        return {}
    return {"label": entry.label, "url": url, "icon": entry.icon, "current": path.startswith(url)}
