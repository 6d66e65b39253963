"""Writes that own a transaction, a verb to a file."""

from yaji.kernel.orders.operations.agreeing import set_commission
from yaji.kernel.orders.operations.checkout import check_out
from yaji.kernel.orders.operations.closing import close_payments
from yaji.kernel.orders.operations.finding import send_links
from yaji.kernel.orders.operations.lapsing import abandon, lapse, lapse_due
from yaji.kernel.orders.operations.paying import pay, payment_failed
from yaji.kernel.orders.operations.placing import place, place_many
from yaji.kernel.orders.operations.refunding import ask_refund, decide_refund
from yaji.kernel.orders.operations.releasing import release_due
from yaji.kernel.orders.operations.returning import refund_units, return_units
from yaji.kernel.orders.operations.settling import refund_arrived, settle, settle_free
from yaji.kernel.orders.operations.withdrawing import refund_withdrawn

__all__ = [
    "abandon",
    "ask_refund",
    "check_out",
    "close_payments",
    "decide_refund",
    "lapse",
    "lapse_due",
    "pay",
    "payment_failed",
    "place",
    "place_many",
    "refund_arrived",
    "refund_units",
    "refund_withdrawn",
    "release_due",
    "return_units",
    "send_links",
    "set_commission",
    "settle",
    "settle_free",
]
