"""Reads of the audit trail and the outbox."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from yaji.kernel.events.models import Due, FactRow


def facts_about(subject: str) -> QuerySet[FactRow]:
    """What happened to ``subject``, oldest first. The caller has checked that the actor may see it."""
    return FactRow.objects.filter(subject=subject).order_by("id")


def facts_of_kind(kind: str) -> QuerySet[FactRow]:
    """All facts of one kind, newest first."""
    return FactRow.objects.filter(kind=kind).order_by("-id")


def pending_since(moment: datetime) -> QuerySet[FactRow]:
    """Facts from before ``moment`` that some listener has not heard yet."""
    return FactRow.objects.filter(pending=True, at__lt=moment).order_by("id")


def overdue(now: datetime, by: timedelta) -> list[Due]:
    """Periodic work that should have run more than ``by`` ago."""
    return list(Due.objects.filter(next_run__lt=now - by).order_by("name"))
