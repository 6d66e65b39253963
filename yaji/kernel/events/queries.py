"""Reads of the audit trail and the outbox."""

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from yaji.kernel.events.models import Due, FactRow
from yaji.kernel.events.types import Heard


def facts_about(subject: str) -> QuerySet[FactRow]:
    """What happened to ``subject``, oldest first. The caller has checked that the actor may see it."""
    return FactRow.objects.filter(subject=subject).order_by("id")


def facts_of_kind(kind: str) -> QuerySet[FactRow]:
    """All facts of one kind, newest first."""
    return FactRow.objects.filter(kind=kind).order_by("-id")


def pending_since(moment: datetime) -> QuerySet[FactRow]:
    """Facts from before ``moment`` that some listener has not heard yet."""
    return FactRow.objects.filter(pending=True, at__lt=moment).order_by("id")


def untold(before: datetime, now: datetime, limit: int) -> list[tuple[Heard, int]]:
    """Pending facts from ``before`` whose turn it is, with how often the worker has told them already.

    Those told least often come first, then the oldest: facts that fail again and again stand behind all others.
    """
    turn = Q(missed__isnull=True) | Q(missed__again_at__lte=now)
    rows = pending_since(before).filter(turn).annotate(tries=Coalesce(F("missed__tries"), Value(0)))
    return [
        (Heard(row.pk, row.kind, row.subject, row.actor_ref, row.body, row.at), row.tries)
        for row in rows.order_by("tries", "id")[:limit]
    ]


def overdue(now: datetime, by: timedelta) -> list[Due]:
    """Periodic work that should have run more than ``by`` ago."""
    return list(Due.objects.filter(next_run__lt=now - by).order_by("name"))
