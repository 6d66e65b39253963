"""Refusals of identity."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal


class LastOwner(Refusal):
    code = "identity.last_owner"
    message = _("An organisation needs an owner, and there is no other.")
    next_step = _("Make somebody else an owner first, then try again.")


class StillOwner(Refusal):
    code = "identity.still_owner"
    message = _("This account owns {organisations}, so it can't be erased yet.")
    next_step = _("Hand each organisation over to another owner and leave its team, then erase the account.")


class AlreadyMember(Refusal):
    code = "identity.already_member"
    message = _("This person already belongs to the team.")
    next_step = _("Change their role in the team list instead.")


class AlreadyInvited(Refusal):
    code = "identity.already_invited"
    message = _("This address already has an open invitation.")
    next_step = _("Revoke it first if you want to send another.")


class InvitationClosed(Refusal):
    code = "identity.invitation_closed"
    status = 410
    message = _("This invitation is no longer valid.")
    next_step = _("Ask whoever invited you to send a new one. Invitations are good for 7 days.")


class NotInvited(Refusal):
    code = "identity.not_invited"
    status = 403
    message = _("This invitation was sent to another address.")
    next_step = _("Open the link in the mail itself, or sign in with the address it was sent to.")


class AddressTaken(Refusal):
    code = "identity.address_taken"
    message = _("Another organisation already has the address “{slug}”.")
    next_step = _("Choose another one.")


class TooManyTokens(Refusal):
    code = "identity.too_many_tokens"
    message = _("There are already {limit} access tokens.")
    next_step = _("Revoke one you no longer use.")


class UnknownPurpose(Refusal):
    code = "identity.unknown_purpose"
    status = 404
    message = _("Nobody asks for consent to that.")


class StandingOverlaps(Refusal):
    code = "identity.standing_overlaps"
    message = _("This already holds during part of that time.")
    next_step = _("End what there is first, or begin after it.")


class ConfirmFirst(Refusal):
    code = "identity.confirm_first"
    status = 403
    message = _("This can't be undone, so it needs a fresh confirmation that it is you.")
    next_step = _("Sign in again in the browser, by password, passkey or code, and try at once.")


class TokenRefused(Refusal):
    code = "identity.token_refused"
    status = 401
    message = _("This access token is not valid.")
    next_step = _("Make a new one on your account's pages.")


class OwnRequest(Refusal):
    code = "identity.own_request"
    status = 403
    message = _("You asked for this yourself, so somebody else has to say yes.")
    next_step = _("Ask a colleague with this right to look at the request.")


class AlreadyAsked(Refusal):
    code = "identity.already_asked"
    message = _("This is already waiting for a second person.")
    next_step = _("Wait for the answer, or let a colleague decline it first.")


class AlreadyDecided(Refusal):
    code = "identity.already_decided"
    message = _("This request has already been decided.")
    next_step = _("Reload the page to see how.")
