"""“Is it really you?”: asked again before what can't be undone."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows
from django.http import HttpRequest, HttpResponse

from yaji.kernel.identity.errors import ConfirmFirst

#: how long signing in counts for accounts that have nothing but mailed codes to confirm with
FRESH_SECONDS = 15 * 60

View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    """Whether this browser proved a few minutes ago who it is. Never true for a token."""
    if not request.user.is_authenticated:
        return False
    if get_reauthentication_flows(request.user):
        return bool(did_recently_reauthenticate(request))
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - float(records[-1]["at"]) < FRESH_SECONDS


def freshly_confirmed(view: View) -> View:
    """Send through password, app or passkey first; code-only accounts are asked to sign in anew."""
    asking: View = reauthentication_required(view)

    @wraps(view)
    def run(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_fresh(request) and not get_reauthentication_flows(request.user):
            raise ConfirmFirst()
        return asking(request, *args, **kwargs)

    return run
