"""Asking a provider how a payment stands, and closing one."""

from collections.abc import Callable

import structlog

from yaji.kernel.payments import queries, states, steps
from yaji.kernel.payments.errors import ProviderRefused, ProviderTrouble
from yaji.kernel.payments.models import Intent
from yaji.kernel.payments.operations.conversation import locked, outside, payment_of, voice
from yaji.kernel.payments.ports import Gateway, gateways
from yaji.kernel.payments.types import ProviderStatus
from yaji.kit import clock
from yaji.kit.actor import Actor
from yaji.kit.operation import operation

log = structlog.get_logger(__name__)


def check(*, intent: str) -> Intent:
    """Ask the provider how an intent stands and record it; if it does not answer, the intent as it is.

    The browser's return and reconciliation come through here.
    """
    row = queries.intent(intent)
    if row.state == "captured":
        return row
    try:
        return ask(row)
    except ProviderTrouble as trouble:
        log.warning("payments.check_failed", intent=intent, provider=row.provider, trouble=str(trouble))
        return queries.intent(intent)


def cancel(*, actor: Actor, intent: str) -> Intent:
    """Close an intent at the provider, unless it is captured: then it is recorded as captured."""
    row = queries.intent(intent)
    if row.state not in states.IN_FLIGHT:
        return row
    status = _call(row, lambda gateway: gateway.cancel(payment_of(row)))
    return _record_status(row.public_id, status, over=True, actor=actor)


def ask(row: Intent) -> Intent:
    """Ask the provider and record its answer. Raises ProviderTrouble."""
    status = _call(row, lambda gateway: gateway.fetch(payment_of(row)))
    return _record_status(row.public_id, status, over=row.expires_at <= clock.now(), actor=voice(row.provider))


def _call(row: Intent, question: Callable[[Gateway], ProviderStatus | None]) -> ProviderStatus | None:
    outside()
    gateway = gateways.get(row.provider)
    if gateway is None:
        raise ProviderTrouble(f"{row.provider} is not plugged")
    try:
        return question(gateway)
    except ProviderRefused as refused:
        raise ProviderTrouble(str(refused)) from refused


@operation
def _record_status(ref: str, status: ProviderStatus | None, *, over: bool, actor: Actor) -> Intent:
    """``over``: an intent the provider knows nothing of may be given up."""
    row = locked(ref)
    if status is not None:
        steps.apply_status(intent=row, status=status, actor=actor)
    elif over:
        steps.give_up(intent=row, actor=actor)
    return row
