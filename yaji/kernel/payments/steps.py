"""The one path by which a provider's word becomes ours, and asking for a refund.

Whether a browser came back, a notice arrived or reconciliation asked: all end in ``apply_status`` or
``apply_refund``, under the lock of the intent.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, F, Value

from yaji.kernel.events import steps as events
from yaji.kernel.money.types import Money
from yaji.kernel.payments import queries, states
from yaji.kernel.payments.errors import AmountRefused, NotCaptured, RefundKeyReused, RefundTooLarge
from yaji.kernel.payments.events import (
    PaymentCaptured,
    PaymentFailed,
    PaymentMismatch,
    PaymentRefunded,
    RefundFailed,
    RefundRequested,
)
from yaji.kernel.payments.models import Intent, Refund
from yaji.kernel.payments.types import Outcome, ProviderRefund, ProviderStatus
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound
from yaji.kit.operation import needs_transaction
from yaji.kit.states import may_move, move

#: a payment that was given up is asked after for this long, because its notice may have been lost
WATCH = timedelta(days=4)
MISMATCH = "mismatch"


@needs_transaction
def apply_status(*, intent: Intent, status: ProviderStatus, actor: Actor) -> Outcome:
    """Believe the provider about a locked intent, as far as its rank allows, and state what follows.

    Another amount, currency or provider reference than the intent's is a mismatch: nothing is applied.
    """
    if not _fits(intent, status.amount, status.provider_ref):
        return _mismatch(intent, status.amount, actor)
    verb = states.VERB_OF_CHARGE[status.state]
    if not may_move(intent.state, verb, states.INTENT):
        return Outcome.IGNORED
    before, now = intent.state, clock.now()
    target = states.INTENT[before][verb]
    over = target not in states.IN_FLIGHT
    move(
        intent,
        verb,
        states.INTENT,
        provider_ref=status.provider_ref,
        method=status.method or intent.method,
        ended_at=now if over else None,
        check_at=None if target == "captured" else next_check(intent, target, now),
    )
    _state_charge(intent, before, actor)
    return Outcome.APPLIED


def _state_charge(intent: Intent, before: str, actor: Actor) -> None:
    if intent.state == "captured":
        captured = PaymentCaptured(
            subject=intent.subject,
            intent=intent.public_id,
            amount=intent.amount,
            currency=intent.currency,
            provider=intent.provider,
            method=intent.method,
            late=before in states.UNSUCCESSFUL,
        )
        events.record([captured], actor=actor)
    elif intent.state in states.UNSUCCESSFUL and before in states.IN_FLIGHT:
        failed = PaymentFailed(
            subject=intent.subject, intent=intent.public_id, state=intent.state, provider=intent.provider
        )
        events.record([failed], actor=actor)


@needs_transaction
def give_up(*, intent: Intent, actor: Actor) -> Outcome:
    """End a locked intent of which the provider knows nothing."""
    if not may_move(intent.state, "expire", states.INTENT):
        return Outcome.IGNORED
    before, now = intent.state, clock.now()
    move(intent, "expire", states.INTENT, ended_at=now, check_at=next_check(intent, "expired", now))
    _state_charge(intent, before, actor)
    return Outcome.APPLIED


def next_check(intent: Intent, state: str, now: datetime) -> datetime | None:
    """When to ask the provider again: soon at first, then ever more rarely; None once it is pointless."""
    if state == "captured" or (state in states.UNSUCCESSFUL and now - intent.created_at > WATCH):
        return None
    return now + timedelta(minutes=min(2 ** (intent.checks + 1), 720))


@needs_transaction
def request_refund(*, intent: str, amount: Money, reason: str, key: str, actor: Actor) -> Refund:
    """Promise ``amount`` of a captured intent back; the provider is told after the commit. Once per ``key``.

    Raises NotFound, NotCaptured, AmountRefused, RefundTooLarge, RefundKeyReused.
    """
    row = queries.lock_intent(intent)
    if row is None:
        raise NotFound()
    earlier = queries.refund_by_key(key)
    if earlier is not None:
        return _same_refund(earlier, row, amount)
    _check_refund(row, amount)
    refund = _insert_refund(row, amount, reason, key, actor)
    Intent.objects.filter(pk=row.pk).update(refunded=F("refunded") + _whole(amount.minor))
    requested = RefundRequested(
        subject=row.subject,
        intent=row.public_id,
        refund=refund.public_id,
        amount=amount.minor,
        currency=amount.currency,
    )
    events.record([requested], actor=actor)
    return refund


def _check_refund(intent: Intent, amount: Money) -> None:
    if intent.state != "captured":
        raise NotCaptured(state=intent.state)
    if type(amount.minor) is not int or amount.minor <= 0 or amount.currency != intent.currency:
        raise AmountRefused(amount=str(amount))
    if amount.minor > intent.amount - intent.refunded:
        raise RefundTooLarge(asked=amount.minor, left=intent.amount - intent.refunded, currency=intent.currency)


def _same_refund(earlier: Refund, intent: Intent, amount: Money) -> Refund:
    if earlier.intent_id != intent.pk or earlier.money != amount:
        raise RefundKeyReused(key=earlier.key)
    return earlier


def _insert_refund(intent: Intent, amount: Money, reason: str, key: str, actor: Actor) -> Refund:
    now = clock.now()
    try:
        # two requests for different intents do not share a lock, so the same key may meet here
        with transaction.atomic():
            return Refund.objects.create(
                intent=intent,
                key=key,
                amount=amount.minor,
                currency=amount.currency,
                reason=reason[:200],
                requested_by=actor.ref,
                created_at=now,
                try_at=now,
            )
    except IntegrityError:
        raise RefundKeyReused(key=key) from None


@needs_transaction
def apply_refund(*, refund: Refund, answer: ProviderRefund, actor: Actor) -> Outcome:
    """Believe the provider about a refund that is locked with its intent."""
    if not _refund_fits(refund, answer):
        return _refund_mismatch(refund, answer, actor)
    verb = states.VERB_OF_REFUND[answer.state]
    if not may_move(refund.state, verb, states.REFUND):
        return Outcome.IGNORED
    if refund.state == "failed" and not _set_aside(refund):
        return _refund_mismatch(refund, answer, actor)
    over = answer.state != "pending"
    ended = {"ended_at": clock.now(), "try_at": None} if over else {}
    move(refund, verb, states.REFUND, provider_ref=answer.provider_ref, **ended)
    if refund.state == "failed":
        Intent.objects.filter(pk=refund.intent_id).update(refunded=F("refunded") - _whole(refund.amount))
    _state_refund(refund, actor)
    return Outcome.APPLIED


def _set_aside(refund: Refund) -> bool:
    """Count a refund again that had been given up; False if that would be more than was captured."""
    room = F("amount") - _whole(refund.amount)
    total = F("refunded") + _whole(refund.amount)
    return bool(Intent.objects.filter(pk=refund.intent_id, refunded__lte=room).update(refunded=total))


def _whole(amount: int) -> Value:
    """A 64-bit number: PostgreSQL's driver would cut a bare one to 32 bits without a word."""
    return Value(amount, BigIntegerField())


def _state_refund(refund: Refund, actor: Actor) -> None:
    kinds = {"done": PaymentRefunded, "failed": RefundFailed}
    if refund.state in kinds:
        fact = kinds[refund.state](
            subject=refund.intent.subject,
            intent=refund.intent.public_id,
            refund=refund.public_id,
            key=refund.key,
            amount=refund.amount,
            currency=refund.currency,
        )
        events.record([fact], actor=actor)


def _fits(intent: Intent, amount: Money, provider_ref: str) -> bool:
    same_ref = not intent.provider_ref or intent.provider_ref == provider_ref
    return same_ref and amount == intent.money


def _refund_fits(refund: Refund, answer: ProviderRefund) -> bool:
    same_ref = not refund.provider_ref or refund.provider_ref == answer.provider_ref
    return same_ref and answer.amount == refund.money


def _mismatch(intent: Intent, reported: Money, actor: Actor) -> Outcome:
    if Intent.objects.filter(pk=intent.pk, trouble="").update(trouble=MISMATCH):
        intent.trouble = MISMATCH
        _state_mismatch(intent, intent.money, reported, actor)
    return Outcome.MISMATCH


def _refund_mismatch(refund: Refund, answer: ProviderRefund, actor: Actor) -> Outcome:
    if Refund.objects.filter(pk=refund.pk, trouble="").update(trouble=MISMATCH):
        refund.trouble = MISMATCH
        _state_mismatch(refund.intent, refund.money, answer.amount, actor)
    return Outcome.MISMATCH


def _state_mismatch(intent: Intent, expected: Money, reported: Money, actor: Actor) -> None:
    fact = PaymentMismatch(
        subject=intent.subject,
        intent=intent.public_id,
        expected=expected.minor,
        expected_currency=expected.currency,
        reported=reported.minor,
        reported_currency=reported.currency,
    )
    events.record([fact], actor=actor)
