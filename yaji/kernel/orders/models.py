from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.dateparse import parse_datetime

from yaji.kernel.money.types import Money
from yaji.kernel.orders.states import LINE, ORDER
from yaji.kit import clock, triggers
from yaji.kit.states import states_check
from yaji.kit.text import LocalTextField
from yaji.kit.vault import SealedJSONField


class Order(models.Model):
    """What one buyer asked for at once. Placed but not paid it is their basket."""

    public_id = models.CharField(max_length=32, unique=True)
    code = models.CharField(max_length=12, unique=True)
    buyer = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=12, default="placed")
    language = models.CharField(max_length=12, default="en")
    channel = models.CharField(max_length=24, default="web")
    campaign = models.CharField(max_length=64, blank=True, default="")
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField()
    refunded = models.BigIntegerField(default=0)
    contact = SealedJSONField(default=dict)
    email_print = models.CharField(max_length=64, blank=True, default="", db_index=True)
    name_print = models.CharField(max_length=64, blank=True, default="", db_default="", db_index=True)
    held_until = models.DateTimeField()
    extended = models.BooleanField(default=False)
    intent = models.CharField(max_length=32, blank=True, default="")
    provider = models.CharField(max_length=24, blank=True, default="")
    placed_at = models.DateTimeField(default=clock.now)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orders_order"
        constraints = [
            states_check(ORDER, "orders_order_state"),
            models.CheckConstraint(condition=Q(total__gte=0), name="orders_order_total"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("total")), name="orders_order_refunded"
            ),
        ]
        indexes = [models.Index(fields=["held_until"], condition=Q(state="placed"), name="orders_order_open")]

    @property
    def money(self) -> Money:
        return Money(self.total, self.currency)


class CommissionRate(models.Model):
    """From ``since`` on the house keeps ``rate_bp`` of what ``seller`` sells in ``category``; empty means any.

    Rows are only added: what was agreed when stays to be read, and lines keep the rate they were placed at.
    """

    seller = models.CharField(max_length=32, blank=True, default="")
    category = models.CharField(max_length=24, blank=True, default="")
    rate_bp = models.IntegerField()
    since = models.DateTimeField()
    set_by = models.CharField(max_length=64)
    set_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "orders_commission"
        constraints = [
            models.CheckConstraint(condition=Q(rate_bp__gte=0, rate_bp__lte=10_000), name="orders_commission_rate")
        ]
        indexes = [models.Index(fields=["seller", "category", "since"], name="orders_commission_who")]


class OrderLine(models.Model):
    """So many of one offer, with everything about it as it was when it was placed."""

    public_id = models.CharField(max_length=32, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, db_constraint=False, related_name="lines")
    kind = models.CharField(max_length=24)
    offer = models.CharField(max_length=32)
    subject = models.CharField(max_length=32)
    seller = models.CharField(max_length=32)
    title = LocalTextField()
    detail = LocalTextField()
    qty = models.IntegerField()
    positions = models.JSONField(default=list)
    labels = models.JSONField(default=list)
    pool = models.BigIntegerField()
    hold = models.CharField(max_length=32)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    unit_amounts = models.JSONField()
    price_lines = models.JSONField()
    terms = models.JSONField()
    #: who gets how much when escrow is released: [[account, amount], …]
    split = models.JSONField()
    #: what each share has given back already, in the order of ``split``
    returned = models.JSONField()
    gone = models.JSONField(default=list)
    refunded = models.BigIntegerField(default=0)
    details = SealedJSONField(default=dict)
    release_at = models.DateTimeField(null=True)
    #: a later deadline for returns than the terms say, since what was sold was postponed
    returns_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default="held")

    class Meta:
        db_table = "orders_line"
        constraints = [
            states_check(LINE, "orders_line_state"),
            models.CheckConstraint(condition=Q(qty__gt=0, amount__gte=0), name="orders_line_amount"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("amount")), name="orders_line_refunded"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "state"], name="orders_line_subject"),
            models.Index(fields=["seller", "-id"], name="orders_line_seller"),
            models.Index(fields=["release_at"], condition=Q(state="sold"), name="orders_line_release"),
        ]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def returns(self) -> dict[str, Any]:
        """The rule for returns as it holds: that of the sale, its deadline as a postponement moved it, never sooner."""
        rule = dict(self.terms.get("returns") or {})
        until = parse_datetime(rule["until"]) if rule.get("until") else None
        if until and self.returns_until and self.returns_until > until:
            rule["until"] = self.returns_until.isoformat()
        return rule


triggers.declare(
    *triggers.append_only("orders_commission"),
    triggers.Rule(
        "orders_order",
        "orders_order_keeps_sale",
        "UPDATE",
        "what was ordered, where and for how much never changes",
        thawed=(
            "state",
            "language",
            "contact",
            "email_print",
            "name_print",
            "held_until",
            "extended",
            "intent",
            "provider",
            "paid_at",
            "refunded",
        ),
    ),
    triggers.Rule(
        "orders_line",
        "orders_line_keeps_terms",
        "UPDATE",
        "price, terms and split of a line never change",
        thawed=("state", "details", "gone", "refunded", "returned", "release_at", "returns_until"),
    ),
    triggers.Rule(
        "orders_line",
        "orders_line_keeps_release",
        "UPDATE",
        "money that has left escrow was due when it was due",
        condition="(OLD.release_at <> NEW.release_at OR (OLD.release_at IS NULL) <> (NEW.release_at IS NULL))"
        " AND OLD.state NOT IN ('held', 'sold')",
    ),
    triggers.Rule(
        "orders_line",
        "orders_line_keeps_deadline",
        "UPDATE",
        "a deadline for returns only ever moves later",
        condition="OLD.returns_until IS NOT NULL"
        " AND (NEW.returns_until IS NULL OR NEW.returns_until < OLD.returns_until)",
        needs=("returns_until",),
    ),
)
