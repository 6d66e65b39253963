"""Reading payments."""

from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from yaji.kernel.payments import states
from yaji.kernel.payments.models import Intent, Notice, Refund
from yaji.kernel.payments.policies import may_see_intent
from yaji.kernel.payments.types import Finding, Outcome
from yaji.kit import sql
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound
from yaji.kit.operation import needs_transaction

#: after this long something is stuck, not slow
STUCK_PENDING = timedelta(minutes=30)
STUCK_REFUND = timedelta(hours=1)
STUCK_NOTICE = timedelta(minutes=10)


def intent(ref: str) -> Intent:
    """The intent called ``ref``. Raises ``NotFound``."""
    try:
        return Intent.objects.get(public_id=ref)
    except Intent.DoesNotExist:
        raise NotFound() from None


def intent_for(actor: Actor, ref: str) -> Intent:
    """The intent, if the actor may see it; else ``NotFound``, so that nothing can be probed."""
    row = intent(ref)
    if not may_see_intent(actor, payer=row.payer, subject=row.subject):
        raise NotFound()
    return row


def refund(ref: str) -> Refund:
    """The refund called ``ref``, with its intent. Raises ``NotFound``."""
    try:
        return Refund.objects.select_related("intent").get(public_id=ref)
    except Refund.DoesNotExist:
        raise NotFound() from None


@needs_transaction
def lock_intent(ref: str) -> Intent | None:
    """The intent, locked until the transaction ends; None if there is none."""
    return Intent.objects.select_for_update(no_key=True).filter(public_id=ref).first()


@needs_transaction
def lock_refund(ref: str) -> Refund | None:
    """The refund with its intent, both locked, the intent first; None if there is none."""
    owner = Refund.objects.filter(public_id=ref).values_list("intent__public_id", flat=True).first()
    locked = lock_intent(owner) if owner else None
    if locked is None:
        return None
    row = Refund.objects.select_for_update(no_key=True).get(public_id=ref)
    row.intent = locked
    return row


@needs_transaction
def lock_subject(subject: str) -> None:
    """One at a time begins to pay for ``subject``. On SQLite the transaction is the lock."""
    if sql.is_postgres():
        sql.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"payments:{subject}"])


def intents_of(subject: str) -> list[Intent]:
    """Every attempt to pay for ``subject``, oldest first."""
    return list(Intent.objects.filter(subject=subject).order_by("pk"))


def captured_intent(subject: str) -> Intent | None:
    """The intent that paid for ``subject``: the first one captured; None if none was."""
    return Intent.objects.filter(subject=subject, state="captured").order_by("ended_at", "pk").first()


def in_flight(subject: str) -> list[Intent]:
    """Attempts that may still be captured any moment, oldest first."""
    return list(Intent.objects.filter(subject=subject, state__in=states.IN_FLIGHT).order_by("pk"))


def refunds_of(subject: str) -> list[Refund]:
    """Every refund of ``subject``, oldest first, with its intent."""
    return list(Refund.objects.filter(intent__subject=subject).select_related("intent").order_by("pk"))


def refund_by_key(key: str) -> Refund | None:
    """The refund that was requested with ``key``."""
    return Refund.objects.filter(key=key).select_related("intent").first()


def due_intents(now: datetime, limit: int) -> list[Intent]:
    """Intents whose provider should be asked by now, longest due first; ``limit`` of each provider at most.

    Of each, so that what waits for a provider that is gone keeps nobody else waiting.
    """
    due = Intent.objects.filter(check_at__lte=now)
    providers = due.order_by("provider").values_list("provider", flat=True).distinct()
    return [row for name in providers for row in due.filter(provider=name).order_by("check_at", "pk")[:limit]]


def due_refunds(now: datetime, limit: int) -> list[Refund]:
    """Refunds the provider should be told of (again) by now, longest due first; ``limit`` of each provider at most."""
    due = Refund.objects.filter(try_at__lte=now).select_related("intent")
    providers = due.order_by("intent__provider").values_list("intent__provider", flat=True).distinct()
    return [row for name in providers for row in due.filter(intent__provider=name).order_by("try_at", "pk")[:limit]]


def stuck(now: datetime) -> list[Finding]:
    """What a person should look at, for ``yaji doctor``: open too long, refused, or not adding up."""
    intents = Intent.objects.filter(
        Q(state__in=states.IN_FLIGHT, expires_at__lt=now - STUCK_PENDING) | ~Q(trouble="")
    ).order_by("pk")
    found = [Finding(row.trouble or "pending", row.public_id, row.subject, row.created_at) for row in intents]
    refunds = Refund.objects.select_related("intent").filter(
        Q(state="failed") | ~Q(trouble="") | Q(state__in=("requested", "sent"), created_at__lt=now - STUCK_REFUND)
    )
    found += [
        Finding(f"refund_{row.trouble or row.state}", row.public_id, row.intent.subject, row.created_at)
        for row in refunds.order_by("pk")
    ]
    return found + _stuck_notices(now) + _sums_off()


def _stuck_notices(now: datetime) -> list[Finding]:
    rows = Notice.objects.defer("body").filter(
        Q(outcome=Outcome.MISMATCH) | Q(outcome=Outcome.RECEIVED, received_at__lt=now - STUCK_NOTICE)
    )
    return [Finding(f"notice_{row.outcome}", str(row.pk), row.reference, row.received_at) for row in rows]


def _sums_off() -> list[Finding]:
    """Intents whose ``refunded`` is not what their refunds add up to."""
    given: QuerySet[Intent] = Intent.objects.annotate(
        given=Coalesce(Sum("refunds__amount", filter=~Q(refunds__state="failed")), 0)
    ).exclude(refunded=F("given"))
    return [Finding("refunds_off", row.public_id, row.subject, row.created_at) for row in given]


def counts_by_state() -> dict[str, int]:
    """How many payments are in each state, for the operator's figures. Reads every payment: ask it rarely."""
    rows = Intent.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return dict(rows)
