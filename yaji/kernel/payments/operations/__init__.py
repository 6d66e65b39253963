"""Writes that own a transaction, and the conversations with providers around them.

A conversation is: record what is meant, call the provider with no transaction open, record the answer.
Every part may be repeated; the provider knows payments and refunds by our refs, so a repetition is
not a second effect.
"""

from yaji.kernel.payments.operations.asking import cancel, check
from yaji.kernel.payments.operations.notices import MAX_NOTICE, receive_notice
from yaji.kernel.payments.operations.reconciling import reconcile
from yaji.kernel.payments.operations.refunds import send_refund
from yaji.kernel.payments.operations.starting import start

__all__ = ["MAX_NOTICE", "cancel", "check", "receive_notice", "reconcile", "send_refund", "start"]
