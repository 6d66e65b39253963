from django.db import models
from django.db.models import F, Q

from yaji.kit import clock, triggers


class Account(models.Model):
    """A place where money is. ``balance`` is kept only where it is guarded; elsewhere it is added up."""

    code = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    balance = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ledger_account"
        constraints = [
            models.UniqueConstraint(fields=["code", "currency"], name="ledger_account_code"),
            models.CheckConstraint(condition=Q(balance__isnull=True) | Q(balance__gte=0), name="ledger_account_guard"),
        ]


class Transfer(models.Model):
    """One movement of money. Append-only."""

    debit = models.ForeignKey(Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=32)
    subject = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "ledger_transfer"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_transfer_amount"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="ledger_transfer_two_accounts"),
        ]


triggers.declare(*triggers.append_only("ledger_transfer"))
