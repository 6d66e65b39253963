"""Signed links that open an order without an account."""

from django.core import signing
from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal

SALT = "yaji.orders.link"
#: a link in a mail works until well after the show
DAYS = 400


class LinkExpired(Refusal):
    code = "orders.link_expired"
    status = 404
    message = _("This link doesn't work any more.")
    next_step = _("Ask for a new one with the e-mail address of the order.")


def token_of(order: str) -> str:
    """A signed token that opens ``order`` (its public id)."""
    return signing.dumps(order, salt=SALT)


def order_of(token: str) -> str:
    """The order a token opens. Raises LinkExpired for anything that is not ours or too old."""
    try:
        return str(signing.loads(token, salt=SALT, max_age=DAYS * 86_400))
    except signing.BadSignature:
        raise LinkExpired() from None
