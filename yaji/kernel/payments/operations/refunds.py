"""Giving back what was promised, exactly once."""

from datetime import datetime, timedelta

import structlog

from yaji.kernel.payments import queries, steps
from yaji.kernel.payments.errors import ProviderRefused, ProviderTrouble
from yaji.kernel.payments.models import Refund
from yaji.kernel.payments.operations.conversation import outside, payment_of, voice
from yaji.kernel.payments.ports import gateways
from yaji.kernel.payments.types import ProviderRefund, RefundOrder
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.operation import operation

log = structlog.get_logger(__name__)


def send_refund(*, refund: str) -> Refund:
    """Tell the provider to give back what was promised. Safe to run again at any time, and in parallel.

    No answer leaves the refund *sent*; the schedule asks again with the same ref until there is one.
    """
    try:
        return resend(refund)
    except ProviderTrouble as trouble:
        log.warning("payments.refund_unanswered", refund=refund, trouble=str(trouble))
        return queries.refund(refund)


def resend(refund: str) -> Refund:
    """As :func:`send_refund`, but says by ProviderTrouble that there was no answer."""
    outside()
    row = queries.refund(refund)
    if row.state not in ("requested", "sent"):
        return row
    gateway = gateways.get(row.intent.provider)
    if gateway is None:
        # set aside first: refunds of a provider that is gone would else be the oldest due for ever
        _postpone(refund)
        raise ProviderTrouble(f"{row.intent.provider} is not plugged")
    _record_sent(refund)
    order = RefundOrder(ref=row.public_id, payment=payment_of(row.intent), amount=row.money)
    try:
        answer = gateway.refund(order)
    except ProviderRefused as refused:
        log.warning("payments.refund_refused", refund=refund, reason=str(refused))
        answer = ProviderRefund(state="failed", provider_ref=row.provider_ref, amount=row.money)
    return _record_refund_answer(refund, answer, voice(row.intent.provider))


@operation
def _record_sent(ref: str) -> None:
    """Before the call: from here on the provider may have it. The next try is set now, in case we die."""
    row = queries.lock_refund(ref)
    if row is None or row.state not in ("requested", "sent"):
        return
    Refund.objects.filter(pk=row.pk).update(state="sent", tries=row.tries + 1, try_at=_later(row))


@operation
def _postpone(ref: str) -> None:
    row = queries.lock_refund(ref)
    if row is not None and row.state in ("requested", "sent"):
        Refund.objects.filter(pk=row.pk).update(tries=row.tries + 1, try_at=_later(row))


def _later(row: Refund) -> datetime:
    return clock.now() + timedelta(minutes=min(2 ** min(row.tries, 10), 360))


@operation
def _record_refund_answer(ref: str, answer: ProviderRefund, actor: Actor) -> Refund:
    row = queries.lock_refund(ref)
    if row is None:
        raise LookupError(ref)
    steps.apply_refund(refund=row, answer=answer, actor=actor)
    return row
