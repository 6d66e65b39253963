"""What messages says no to, by name."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal


class BadAddress(Refusal):
    code = "messages.bad_address"
    status = 422
    message = _("This isn't an e-mail address.")
    next_step = _("Check it for typing mistakes.")


class TooMuchAttached(Refusal):
    code = "messages.too_much_attached"
    status = 413
    message = _("The attachments are too large for one mail.")


class BadTopic(Refusal):
    code = "messages.bad_topic"
    status = 422
    message = _("There is no such topic.")


class BadLink(Refusal):
    code = "messages.bad_link"
    status = 404
    message = _("This link isn't complete or has been changed.")
    next_step = _("Open it from the mail once more, or sign in and change your notifications there.")


class NoWords(Refusal):
    code = "messages.no_words"
    status = 422
    message = _("There is nothing to send yet, or more than {limit} characters.")
    next_step = _("Write a few words and send them again.")


class UnknownSubject(Refusal):
    code = "messages.unknown_subject"
    status = 422
    message = _("There is no such subject.")
    next_step = _("Choose one of the list.")
