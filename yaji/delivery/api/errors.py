"""What the API refuses before any room is asked."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal


class Unreadable(Refusal):
    code = "api.unreadable"
    status = 400
    message = _("The body of this request can't be read.")
    next_step = _("Send JSON in UTF-8, as the reference of the API describes it.")


class CsrfMissing(Refusal):
    code = "api.csrf_missing"
    status = 403
    message = _("A browser has to send its CSRF token with everything it changes.")
    next_step = _("Send the header X-CSRFToken, or use an access token.")


class SignInFirst(Refusal):
    code = "api.sign_in_first"
    status = 401
    message = _("This needs to know who is asking.")
    next_step = _("Send an access token in the header Authorization, or sign in with a browser.")
