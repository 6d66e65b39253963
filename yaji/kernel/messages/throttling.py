"""How often one may write: enough for people, too slow for machines."""

from django.http import HttpRequest

from yaji.kit.http.throttle import Limit, client_address, spend
from yaji.kit.vault import fingerprint

#: by where it comes from, and by whom the acknowledgement goes to
BY_PLACE = Limit("messages.ask", per_minute=0.5, burst=6)
BY_ADDRESS = Limit("messages.ask_for", per_minute=0.1, burst=4)


def spend_question(request: HttpRequest, who: str) -> None:
    """Take one question's worth, or refuse with TooMany. ``who``: an e-mail address or an account."""
    spend(BY_PLACE, client_address(request))
    spend(BY_ADDRESS, fingerprint(who))
