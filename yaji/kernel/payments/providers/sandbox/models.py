"""The sandbox company's own books."""

import secrets

from django.db import models
from django.db.models import F, Q

from yaji.kernel.money.types import Money
from yaji.kit import ids


def mint_charge() -> str:
    return ids.mint("sbx")


def mint_event() -> str:
    return ids.mint("evt")


def mint_token() -> str:
    return secrets.token_urlsafe(24)


class SandboxCharge(models.Model):
    """A payment at the sandbox. ``reference`` is the merchant's name for it, and makes opening it idempotent."""

    charge_id = models.CharField(max_length=32, unique=True, default=mint_charge)
    token = models.CharField(max_length=40, unique=True, default=mint_token)
    reference = models.CharField(max_length=64, unique=True)
    subject = models.CharField(max_length=64)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    refunded = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, default="open")
    method = models.CharField(max_length=12, blank=True)
    language = models.CharField(max_length=10)
    return_path = models.TextField()
    created_at = models.DateTimeField()
    #: nothing is taken after this; null: no limit
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "paid", "declined", "cancelled"]), name="payments_sandbox_state"
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=F("amount")), name="payments_sandbox_refunded"
            ),
        ]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class SandboxRefund(models.Model):
    """Money the sandbox gave back. ``key`` is the merchant's: the same key is the same refund."""

    refund_id = models.CharField(max_length=32, unique=True, default=mint_charge)
    charge = models.ForeignKey(SandboxCharge, on_delete=models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=64, unique=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class SandboxNotice(models.Model):
    """A notice to the merchant, until it was taken."""

    event_id = models.CharField(max_length=32, unique=True, default=mint_event)
    body = models.TextField()
    copies = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="payments_sandbox_due")]
