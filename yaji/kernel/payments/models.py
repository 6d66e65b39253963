"""Intents, notices and refunds."""

import base64

from django.db import models
from django.db.models import F, Q

from yaji.kernel.money.types import Money
from yaji.kernel.payments import states
from yaji.kit import ids, triggers
from yaji.kit.states import states_check
from yaji.kit.vault import SealedTextField


def mint_intent() -> str:
    return ids.mint("pay")


def mint_refund() -> str:
    return ids.mint("rfd")


class Intent(models.Model):
    """One attempt to take ``amount`` for ``subject``. Another attempt is another intent."""

    public_id = models.CharField(max_length=32, unique=True, default=mint_intent)
    subject = models.CharField(max_length=32, db_index=True)
    attempt = models.PositiveIntegerField(default=1)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    #: promised or given back; released again only if the provider refuses a refund
    refunded = models.BigIntegerField(default=0)
    provider = models.CharField(max_length=32)
    provider_ref = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=12, default="created")
    #: what the provider reported that can't be right; empty, or "mismatch"
    trouble = models.CharField(max_length=32, blank=True)
    payer = models.CharField(max_length=64)
    url = models.TextField(blank=True)
    return_path = models.TextField()
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: when reconciliation asks the provider next; null: no more need to
    check_at = models.DateTimeField(null=True)
    checks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            states_check(states.INTENT, "payments_intent_state"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_intent_amount"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=F("amount")), name="payments_intent_refunded"
            ),
            models.CheckConstraint(
                condition=Q(refunded=0) | Q(state="captured"), name="payments_intent_refunded_captured"
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_ref"],
                condition=~Q(provider_ref=""),
                name="payments_intent_provider_ref",
            ),
        ]
        indexes = [
            models.Index(fields=["check_at"], condition=Q(check_at__isnull=False), name="payments_intent_check"),
        ]

    @property
    def money(self) -> Money:
        """What was to be taken."""
        return Money(self.amount, self.currency)

    @property
    def left(self) -> Money:
        """What can still be given back."""
        return Money(self.amount - self.refunded if self.state == "captured" else 0, self.currency)


class Notice(models.Model):
    """What a provider sent, as it came. Written before it is read; only what became of it changes.

    ``event_id`` is set once the signature was checked, so a forgery cannot take the place of a real event.
    """

    provider = models.CharField(max_length=32)
    event_id = models.CharField(max_length=200, null=True)
    body = SealedTextField()
    headers = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    verified = models.BooleanField(default=False)
    outcome = models.CharField(max_length=64, default="received")
    #: our ref of the intent or refund it speaks of
    reference = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="payments_notice_event"),
            models.CheckConstraint(
                condition=Q(event_id__isnull=True) | Q(verified=True), name="payments_notice_verified"
            ),
        ]
        indexes = [models.Index(fields=["outcome", "received_at"], name="payments_notice_outcome")]

    @property
    def raw(self) -> bytes:
        """The exact bytes."""
        return base64.b64decode(self.body)


class Refund(models.Model):
    """Money to give back from one intent. The provider knows it by ``public_id``."""

    public_id = models.CharField(max_length=32, unique=True, default=mint_refund)
    intent = models.ForeignKey(Intent, on_delete=models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=200, unique=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200, blank=True)
    requested_by = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="requested")
    trouble = models.CharField(max_length=32, blank=True)
    provider_ref = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: when the provider is asked (again); null once the answer is known
    try_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            states_check(states.REFUND, "payments_refund_state"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_refund_amount"),
        ]
        indexes = [models.Index(fields=["try_at"], condition=Q(try_at__isnull=False), name="payments_refund_try")]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


triggers.declare(
    *triggers.append_only("payments_notice", thawed=("event_id", "verified", "outcome", "reference")),
    triggers.Rule(
        "payments_intent",
        "payments_intent_keeps_amount",
        "UPDATE",
        "the amount of a payment never changes",
        condition="OLD.amount <> NEW.amount OR OLD.currency <> NEW.currency OR OLD.subject <> NEW.subject",
    ),
    triggers.Rule(
        "payments_intent",
        "payments_intent_stays_captured",
        "UPDATE",
        "a captured payment stays captured",
        condition="OLD.state = 'captured' AND NEW.state <> 'captured'",
    ),
)
