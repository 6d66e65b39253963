from django.db import models
from django.db.models import Q

from yaji.kit import clock, triggers


class FactRow(models.Model):
    """A recorded fact. Append-only but for ``pending``, which is the outbox."""

    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=64, db_index=True)
    actor_ref = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=120)
    body = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)
    pending = models.BooleanField(default=False)

    class Meta:
        db_table = "events_fact"
        indexes = [models.Index(fields=["id"], condition=Q(pending=True), name="events_fact_outbox")]


class Missed(models.Model):
    """A fact that the worker has told and some listener may not have heard: how often, and when it is told again.

    Beside the fact, which never changes. No constraint, so that nothing here keeps facts from being guarded whole.
    """

    fact = models.OneToOneField(
        FactRow, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="missed"
    )
    tries = models.PositiveIntegerField()
    again_at = models.DateTimeField()

    class Meta:
        db_table = "events_missed"


class Key(models.Model):
    """An idempotency key and the answer (a public id) that the first call with it was given. Never changed.

    A row may be deleted: a key whose request was refused is forgotten in the transaction that wrote it.
    """

    key = models.CharField(max_length=160, primary_key=True)
    request = models.CharField(max_length=64)
    response = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "events_key"


class Due(models.Model):
    """When a piece of periodic work is due next. Claimed by conditional update: one leader."""

    name = models.CharField(max_length=80, primary_key=True)
    next_run = models.DateTimeField()
    last_run = models.DateTimeField(null=True)
    last_error = models.TextField(default="")

    class Meta:
        db_table = "events_due"


triggers.declare(
    *triggers.append_only("events_fact", thawed=["pending"]),
    triggers.Rule("events_key", "events_key_no_update", "UPDATE", "events_key never changes", thawed=()),
    triggers.Rule(
        "events_key", "events_key_no_truncate", "TRUNCATE", "events_key never changes", engines=("postgresql",)
    ),
)
