"""What money refuses."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal


class NotAnAmount(Refusal):
    code = "money.not_an_amount"
    status = 422
    message = _("“{text}” is not an amount of money in {currency}.")
    next_step = _("Write it with digits only, such as 180 or 180.50.")
