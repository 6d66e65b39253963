"""What the ledger refuses."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal


class InsufficientFunds(Refusal):
    code = "ledger.insufficient_funds"
    status = 409
    message = _("There is not enough money in this account.")
    next_step = _("Look at the account's statement.")
