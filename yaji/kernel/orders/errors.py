"""What orders refuse."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.errors import Refusal


class NotOnSale(Refusal):
    code = "orders.not_on_sale"
    message = _("“{title}” is not on sale at the moment.")
    next_step = _("Look at the other dates, or follow the show to be told.")


class NotYetOnSale(Refusal):
    code = "orders.not_yet_on_sale"
    message = _("Sale of “{title}” opens on {opens}.")
    next_step = _("Come back then, or follow the show to be told.")


class PlacesTaken(Refusal):
    code = "orders.places_taken"
    message = _("Somebody was a moment faster: {places} can no longer be had.")
    next_step = _("The other places you chose are still free. Pick again; nothing was charged.")


class SoldOut(Refusal):
    code = "orders.sold_out"
    message = _("Not that many are left: you asked for {asked}, {left} remain.")
    next_step = _("Take fewer, or look at another category or date. Nothing was charged.")


class StaleQuote(Refusal):
    code = "orders.stale_quote"
    message = _("The price has changed from {seen} to {now} since you looked.")
    next_step = _("Look at the new price and confirm it. Nothing was held or charged.")


class TooManyAsked(Refusal):
    code = "orders.amount_per_order"
    status = 422
    message = _("One order may have from {least} to {most} of these.")
    next_step = _("Change the number and try again.")


class NothingAsked(Refusal):
    code = "orders.nothing_asked"
    status = 422
    message = _("Nothing was chosen yet.")
    next_step = _("Choose at least one place.")


class BadPlaces(Refusal):
    """Places that do not exist, stand twice, or belong to another price category."""

    code = "orders.bad_places"
    status = 422
    message = _("These places don't fit this price category.")
    next_step = _("Reload the seat map and choose again.")


class MixedCurrencies(Refusal):
    code = "orders.mixed_currencies"
    status = 422
    message = _("One order can only be in one currency.")
    next_step = _("Make two orders.")


class HoldExpired(Refusal):
    code = "orders.hold_expired"
    message = _("The time to pay ran out, so the places were given back.")
    next_step = _("Choose again; if they are still free you will get them. Nothing was charged.")


class NotPayable(Refusal):
    code = "orders.not_payable"
    message = _("This order can't be paid: it is “{state}”.")
    next_step = _("Open the order to see where it stands.")


class ContactMissing(Refusal):
    code = "orders.contact_missing"
    status = 422
    message = _("We need a name and an e-mail address to send the passes to.")
    next_step = _("Fill in the two fields and go on.")


class AnswersMissing(Refusal):
    """``fields`` names what is missing or wrong, by form field."""

    code = "orders.answers_missing"
    status = 422
    message = _("Some answers are missing or not valid.")
    next_step = _("Fill in the marked fields and go on.")


class NotReturnable(Refusal):
    code = "orders.not_returnable"
    message = _("These can't be returned: {why}")
    next_step = _("Write to the organiser if something went wrong.")


class AlreadyReturned(Refusal):
    code = "orders.already_returned"
    message = _("These were already returned.")
    next_step = _("Open the order to see the refund.")


class CommissionRefused(Refusal):
    code = "orders.commission_refused"
    status = 422
    message = _("This commission can't be set: {why}")
    next_step = _("Give a rate from 0 to 100 % and a moment from now on.")


class BeingPaid(Refusal):
    code = "orders.being_paid"
    message = _("Order {code} is being paid at this moment.")
    next_step = _("Wait until the payment is through or has failed, then try again.")


class SecondPersonNeeded(Refusal):
    code = "orders.second_person_needed"
    message = _("Refunds on one order that reach {amount} need a second person; one alone may give back {limit}.")
    next_step = _("Ask for the refund; a colleague with the right to refund then says yes.")
