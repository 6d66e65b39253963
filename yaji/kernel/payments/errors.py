"""What payments refuses, and what a provider's client may raise."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal


class ProviderTrouble(Exception):
    """A provider could not be asked, or did not answer: it may or may not have done what it was told."""


class ProviderRefused(Exception):
    """A provider said no, for good: it has not done what it was told and never will."""


class InTransaction(RuntimeError):
    """A provider was about to be called with a transaction open: a programming error."""


class UnknownProvider(Refusal):
    code = "payments.unknown_provider"
    status = 404
    message = _("This way to pay is not offered here.")
    next_step = _("Choose another way to pay.")


class ProviderUnavailable(Refusal):
    code = "payments.provider_unavailable"
    status = 503
    message = _("The payment provider does not answer.")
    next_step = _("Nothing was taken. Try again in a moment, or choose another way to pay.")


class PaymentDeclined(Refusal):
    code = "payments.declined"
    status = 409
    message = _("The payment provider declined this payment.")
    next_step = _("Nothing was taken. Choose another way to pay.")


class AlreadyPaid(Refusal):
    code = "payments.already_paid"
    status = 409
    message = _("This is paid already.")
    next_step = _("Look at the order: nothing more is due.")


class TooManyAttempts(Refusal):
    code = "payments.too_many_attempts"
    status = 409
    message = _("There were too many attempts to pay for this.")
    next_step = _("Start again with a new order, or ask the seller for help.")


class AmountRefused(Refusal):
    code = "payments.amount_refused"
    status = 422
    message = _("This amount can't be paid or given back.")
    next_step = _("Check the amount and its currency.")


class ReturnPathRefused(Refusal):
    code = "payments.return_path_refused"
    status = 422
    message = _("The address to return to must be a path on this site.")


class NotCaptured(Refusal):
    code = "payments.not_captured"
    status = 409
    message = _("Only a payment that was taken can be given back.")


class RefundTooLarge(Refusal):
    code = "payments.refund_too_large"
    status = 409
    message = _("That is more than is left of this payment.")
    next_step = _("Give back what is left, or less.")


class RefundKeyReused(Refusal):
    code = "payments.refund_key_reused"
    status = 422
    message = _("This key already stands for another refund.")


class NoticeRefused(Refusal):
    """Base of everything that is wrong with a notice itself."""

    code = "payments.notice_refused"
    status = 400
    message = _("This notice was not accepted.")


class BadSignature(NoticeRefused):
    code = "payments.bad_signature"
    message = _("The signature of this notice does not fit.")


class StaleNotice(NoticeRefused):
    code = "payments.stale_notice"
    message = _("This notice was signed too long ago.")
    next_step = _("Sign it again and send it again.")


class MalformedNotice(NoticeRefused):
    code = "payments.malformed_notice"
    message = _("This notice can't be read.")


class NoticeTooLarge(NoticeRefused):
    code = "payments.notice_too_large"
    status = 413
    message = _("This notice is too large.")
