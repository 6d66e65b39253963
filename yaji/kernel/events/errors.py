"""What events refuse."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal


class KeyReused(Refusal):
    code = "events.key_reused"
    status = 422
    message = _("This form was already sent with other contents.")
    next_step = _("Reload the page and fill it in again.")
