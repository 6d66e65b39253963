"""Signed links that open one pass without an account: to hand a ticket to a friend."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal
from yaji.verticals.tickets.models import Pass

SALT = "yaji.tickets.pass"
DAYS = 400


class LinkExpired(Refusal):
    code = "tickets.link_expired"
    status = 404
    message = _("This link doesn't work any more.")
    next_step = _("Ask whoever sent it for a new one.")


def link_of(row: Pass) -> str:
    """A full address that opens the pass. It stops working when the pass's code is made anew."""
    return settings.SITE_URL + reverse("tickets:open_pass", args=[token_of(row)])


def token_of(row: Pass) -> str:
    return signing.dumps([row.public_id, row.version], salt=SALT)


def pass_of(token: str) -> tuple[str, int]:
    """The pass a token opens, and of which version. Raises LinkExpired for anything not ours or too old."""
    try:
        ref, version = signing.loads(token, salt=SALT, max_age=DAYS * 86_400)
    except signing.BadSignature:
        raise LinkExpired() from None
    return str(ref), int(version)
