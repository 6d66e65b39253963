from django.db import models
from django.db.models import F, Q

from yaji.kernel.inventory.types import BLOCKED, GONE, HELD, SOLD
from yaji.kit import clock, triggers


class LayoutRow(models.Model):
    """An immutable list of named positions; pools of many performances share one."""

    size = models.IntegerField()
    labels = models.JSONField()
    zones = models.JSONField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "inventory_layout"


class Pool(models.Model):
    """Places of one thing on offer: ``capacity`` of them, counted by ``taken`` or claimed one by one."""

    layout = models.ForeignKey(LayoutRow, null=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.IntegerField()
    taken = models.IntegerField(default=0)
    numbered = models.BooleanField()

    class Meta:
        db_table = "inventory_pool"
        constraints = [
            models.CheckConstraint(condition=Q(taken__gte=0, taken__lte=F("capacity")), name="inventory_pool_taken")
        ]


class Hold(models.Model):
    """Places taken by ``owner`` until ``until``; ``latest`` bounds every extension."""

    ref = models.CharField(max_length=32, unique=True)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    owner = models.CharField(max_length=64)
    qty = models.IntegerField()
    until = models.DateTimeField()
    latest = models.DateTimeField()
    state = models.SmallIntegerField(default=HELD)

    class Meta:
        db_table = "inventory_hold"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[HELD, SOLD, GONE]), name="inventory_hold_state"),
            models.CheckConstraint(condition=Q(qty__gt=0), name="inventory_hold_qty"),
        ]
        indexes = [models.Index(fields=["pool", "until"], condition=Q(state=HELD), name="inventory_hold_live")]


class Claim(models.Model):
    """Position ``position`` of a pool is or was taken. The primary key is the guard."""

    pk = models.CompositePrimaryKey("pool_id", "position")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    position = models.IntegerField()
    hold = models.CharField(max_length=32, db_index=True)
    until = models.DateTimeField()
    state = models.SmallIntegerField(default=HELD)

    class Meta:
        db_table = "inventory_claim"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[HELD, SOLD, BLOCKED, GONE]), name="inventory_claim_state")
        ]


triggers.declare(
    triggers.Rule(
        "inventory_claim",
        "inventory_claim_keeps_sold",
        "UPDATE",
        "a sold place stays with its hold until it was given back",
        condition=f"OLD.state = {SOLD} AND (NEW.hold <> OLD.hold OR NEW.state NOT IN ({SOLD}, {GONE}))",
    ),
    triggers.Rule(
        "inventory_claim",
        "inventory_claim_no_delete_sold",
        "DELETE",
        "a sold place cannot be deleted",
        condition=f"OLD.state = {SOLD}",
    ),
    triggers.Rule(
        "inventory_claim",
        "inventory_claim_no_replace",
        "INSERT",
        "a sold place cannot be replaced",
        # REPLACE deletes without firing the delete trigger unless recursive_triggers is on
        condition='EXISTS (SELECT 1 FROM "inventory_claim" WHERE pool_id = NEW.pool_id '  # noqa: S608
        f"AND position = NEW.position AND state = {SOLD})",
        engines=("sqlite",),
    ),
    triggers.Rule(
        "inventory_claim",
        "inventory_claim_no_truncate",
        "TRUNCATE",
        "sold places cannot be deleted",
        engines=("postgresql",),
    ),
    *triggers.append_only("inventory_layout"),
)
