"""Taking in what providers send."""

import base64
from collections.abc import Callable, Mapping

from django.db import IntegrityError, transaction

from yaji.kernel.payments import queries, steps
from yaji.kernel.payments.errors import NoticeRefused, NoticeTooLarge
from yaji.kernel.payments.models import Notice
from yaji.kernel.payments.operations.conversation import gateway_of, outside, voice
from yaji.kernel.payments.types import NoticeEvent, Outcome, ProviderStatus
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.operation import operation

MAX_NOTICE = 64 * 1024
MAX_HEADER = 1024


def receive_notice(*, provider: str, headers: Mapping[str, str], body: bytes) -> Outcome:
    """Take in what a provider says happened: stored first, then checked, then applied at most once.

    Raises UnknownProvider, NoticeTooLarge (neither is stored), BadSignature, StaleNotice, MalformedNotice.
    """
    outside()
    gateway = gateway_of(provider)
    if len(body) > MAX_NOTICE:
        raise NoticeTooLarge(size=len(body), limit=MAX_NOTICE)
    lower = {name.lower(): value for name, value in headers.items()}
    notice = _record_notice(provider, {name: lower.get(name, "")[:MAX_HEADER] for name in gateway.notice_headers}, body)
    try:
        event = gateway.verify(lower, body, clock.now())
    except NoticeRefused as refused:
        _record_refused(notice, refused.code)
        raise
    return _apply_notice(provider, notice, event)


@operation
def _record_notice(provider: str, headers: dict[str, str], body: bytes) -> int:
    row = Notice.objects.create(
        provider=provider,
        headers=headers,
        body=base64.b64encode(body).decode(),
        received_at=clock.now(),
        outcome=Outcome.RECEIVED,
    )
    return row.pk


@operation
def _record_refused(notice: int, code: str) -> None:
    Notice.objects.filter(pk=notice).update(outcome=f"{Outcome.REFUSED}:{code}"[:64])


@operation
def _apply_notice(provider: str, notice: int, event: NoticeEvent) -> Outcome:
    """Claim the event and apply it in one transaction: a crash between the two cannot lose it."""
    apply = _effect(provider, event, voice(provider))
    outcome = apply() if _claim_event(notice, event) else Outcome.DUPLICATE
    Notice.objects.filter(pk=notice).update(outcome=outcome, verified=True, reference=event.reference[:64])
    return outcome


def _effect(provider: str, event: NoticeEvent, actor: Actor) -> Callable[[], Outcome]:
    """Lock what the event speaks of; the function that applies it. Another provider's rows are unknown."""
    news = event.news
    if isinstance(news, ProviderStatus):
        intent = queries.lock_intent(event.reference)
        if intent is not None and intent.provider == provider:
            return lambda: steps.apply_status(intent=intent, status=news, actor=actor)
    else:
        refund = queries.lock_refund(event.reference)
        if refund is not None and refund.intent.provider == provider:
            return lambda: steps.apply_refund(refund=refund, answer=news, actor=actor)
    return lambda: Outcome.UNKNOWN


def _claim_event(notice: int, event: NoticeEvent) -> bool:
    try:
        with transaction.atomic():
            Notice.objects.filter(pk=notice).update(event_id=event.event_id[:200], verified=True)
    except IntegrityError:
        return False
    return True
