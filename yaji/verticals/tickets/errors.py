"""What this room refuses, one class for each reason."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal

# Making and selling


class BadPlan(Refusal):
    """``problems`` lists ``{"where": …, "what": …}``, where naming section, row or the file's row and column."""

    code = "tickets.bad_plan"
    status = 422
    message = _("The seating plan has {count} problems; the first: {first}")
    next_step = _("Correct the file and load it again. Nothing was changed.")


class NotATimeZone(Refusal):
    code = "tickets.not_a_time_zone"
    status = 422
    message = _("“{zone}” is not a time zone.")
    next_step = _("Use a name such as Asia/Shanghai.")


class BadTimes(Refusal):
    code = "tickets.bad_times"
    status = 422
    message = _("The times don't fit together: {why}")
    next_step = _("A performance ends after it starts, and doors open before.")


class TooManyAtOnce(Refusal):
    code = "tickets.too_many_at_once"
    status = 422
    message = _("That would make {count} performances at once; {most} is the most.")
    next_step = _("Use a shorter period, and repeat.")


class NotACategory(Refusal):
    code = "tickets.not_a_category"
    status = 422
    message = _("“{category}” is not a kind of show.")


class BadPrices(Refusal):
    code = "tickets.bad_prices"
    status = 422
    message = _("The prices can't be used: {why}")
    next_step = _("Give each category of the plan that is for sale one price, and at least one in all.")


class BadTerms(Refusal):
    code = "tickets.bad_terms"
    status = 422
    message = _("These terms can't be used: {why}")
    next_step = _("Correct them and save again. Nothing was changed.")


class NoPricesYet(Refusal):
    code = "tickets.no_prices_yet"
    message = _("There is nothing to sell yet: no price category has a price.")
    next_step = _("Set the prices, then put it on sale.")


class AlreadyPast(Refusal):
    code = "tickets.already_past"
    message = _("This is in the past.")
    next_step = _("Choose a later time.")


# Choosing


class NotTogether(Refusal):
    code = "tickets.not_together"
    message = _("There are no {asked} places together here at that price. The most together are {largest}.")
    next_step = _("Take fewer, choose seats one by one, or raise the limit.")


class DearerTogether(Refusal):
    code = "tickets.dearer_together"
    message = _("At that price there are no {asked} places together; from {price} there are.")
    next_step = _("Raise the limit to {price}, or take {largest} together.")


class NothingLeft(Refusal):
    code = "tickets.nothing_left"
    message = _("Nothing is left in these categories.")
    next_step = _("Look at the other categories or dates.")


# At the door


class PassForged(Refusal):
    """The signature doesn't fit: not one of ours, or altered."""

    code = "tickets.pass_forged"
    status = 422
    message = _("Not a pass of this house: the signature is wrong.")
    next_step = _("Don't let in. Ask for the original pass.")


class PassUnknown(Refusal):
    code = "tickets.pass_unknown"
    status = 404
    message = _("No pass has this number.")
    next_step = _("Check the characters, or scan the code.")


class PassUsed(Refusal):
    code = "tickets.pass_used"
    message = _("Already used at {time}, at {gate}.")
    next_step = _("Don't let in a second time. Send to the box office.")


class PassRevoked(Refusal):
    code = "tickets.pass_revoked"
    message = _("This pass was returned or cancelled.")
    next_step = _("Don't let in. Send to the box office.")


class PassReplaced(Refusal):
    code = "tickets.pass_replaced"
    message = _("A newer code was made for this pass; this one no longer counts.")
    next_step = _("Ask for the newest pass.")


class WrongShow(Refusal):
    code = "tickets.wrong_show"
    message = _("This pass is for another show: {title}.")
    next_step = _("Show the way to {where}.")


class WrongDay(Refusal):
    code = "tickets.wrong_day"
    message = _("The right show, another time: {when}.")
    next_step = _("Come back then, or ask the box office.")


class WrongGate(Refusal):
    code = "tickets.wrong_gate"
    message = _("The right show, another gate: {gate}.")
    next_step = _("Show the way to gate {gate}.")


class DoorClosed(Refusal):
    code = "tickets.door_closed"
    message = _("Nobody is let in to this performance: it is “{state}”.")
    next_step = _("Choose the performance that is on now.")


class DeviceUnknown(Refusal):
    code = "tickets.device_unknown"
    status = 401
    message = _("This device may not let people in (any more).")
    next_step = _("Pair it again in the console.")


class PairingClosed(Refusal):
    code = "tickets.pairing_closed"
    status = 410
    message = _("This pairing code was used, or its time is over.")
    next_step = _("Make a new code in the console.")
