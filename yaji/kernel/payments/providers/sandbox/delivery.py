"""The sandbox's post: takes notices to the site's entrance and tries again until they are taken."""

from datetime import timedelta

import structlog

from yaji.kernel.payments.operations import receive_notice
from yaji.kernel.payments.providers.sandbox import signing
from yaji.kernel.payments.providers.sandbox.models import SandboxNotice
from yaji.kit import clock
from yaji.kit.errors import Refusal

log = structlog.get_logger(__name__)

_MOST_TRIES = 12


def deliver(event_id: str) -> None:
    """Deliver one notice, as many times as it says. Every delivery is signed anew, at its own time."""
    row = SandboxNotice.objects.filter(event_id=event_id, delivered_at=None).first()
    if row is None:
        return
    body = row.body.encode()
    try:
        for _ in range(row.copies):
            headers = {signing.HEADER: signing.sign(row.event_id, body, clock.now())}
            receive_notice(provider="sandbox", headers=headers, body=body)
    except Refusal as refusal:
        log.warning("payments.sandbox_notice_refused", notice=event_id, refusal=refusal.code)
        _try_later(row)
    else:
        SandboxNotice.objects.filter(pk=row.pk).update(delivered_at=clock.now(), due_at=None)


def deliver_due() -> None:
    """Deliver every notice whose time has come. Runs each minute."""
    due = SandboxNotice.objects.filter(due_at__lte=clock.now()).order_by("due_at")
    for event_id in list(due.values_list("event_id", flat=True)[:100]):
        deliver(event_id)


def _try_later(row: SandboxNotice) -> None:
    again = clock.now() + timedelta(minutes=2**row.tries) if row.tries < _MOST_TRIES else None
    SandboxNotice.objects.filter(pk=row.pk).update(tries=row.tries + 1, due_at=again)
