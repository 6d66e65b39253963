"""Who asks, and how often one may write: enough for people, too slow for machines."""

from typing import cast

from django.http import HttpRequest

from yaji.kit.actor import Actor
from yaji.kit.http.throttle import Limit, client_address, spend
from yaji.kit.vault import fingerprint

#: by where it comes from, and by whom the acknowledgement goes to
BY_PLACE = Limit("messages.ask", per_minute=0.5, burst=6)
BY_ADDRESS = Limit("messages.ask_for", per_minute=0.1, burst=4)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks. Identity, which says so, lies above this room; its middleware has left the answer on the request."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]  # set by identity's middleware


def spend_question(request: HttpRequest, who: str) -> None:
    """Take one question's worth, or refuse with TooMany. ``who``: an e-mail address or an account."""
    spend(BY_PLACE, client_address(request))
    spend(BY_ADDRESS, fingerprint(who))
