"""Beginning to pay."""

from datetime import datetime, timedelta

import structlog
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from yaji.kernel.events import steps as events
from yaji.kernel.money.types import Money
from yaji.kernel.payments import queries, states, steps
from yaji.kernel.payments.errors import (
    AlreadyPaid,
    AmountRefused,
    PaymentDeclined,
    ProviderRefused,
    ProviderTrouble,
    ProviderUnavailable,
    ReturnPathRefused,
    TooManyAttempts,
)
from yaji.kernel.payments.models import Intent, mint_intent
from yaji.kernel.payments.operations.conversation import gateway_of, locked, outside, payment_of
from yaji.kernel.payments.policies import may_see_intent
from yaji.kernel.payments.ports import Gateway
from yaji.kernel.payments.types import Outcome, Redirect, Started
from yaji.kit import clock
from yaji.kit.actor import SYSTEM, Actor
from yaji.kit.operation import operation
from yaji.kit.states import may_move, move

log = structlog.get_logger(__name__)

#: how long a buyer has at the provider before the payment is closed there
LIFETIME = timedelta(minutes=30)
#: an attempt with less time than this left is not handed out again
SPARE = timedelta(minutes=1)
#: so many attempts to pay for one thing are more than a person makes
MOST = 10
#: more than this in minor units is a mistake or an attack
LARGEST = 10**12


def start(
    *,
    actor: Actor,
    subject: str,
    amount: Money,
    provider: str,
    return_path: str,
    key: str,
    until: datetime | None = None,
) -> Started:
    """Begin to pay ``amount`` for ``subject``: where to send the browser. Once per ``key`` and actor.

    An attempt of the same amount at the same provider that is still under way is handed out again, whatever the
    key: a buyer who comes back and clicks again pays once. ``until``: when what is paid for is given away; the
    provider is told to take nothing after it. A new attempt after a failed one takes a new key. Raises
    UnknownProvider, AmountRefused, ReturnPathRefused, AlreadyPaid, TooManyAttempts, KeyReused;
    ProviderUnavailable (try again with the same key) and PaymentDeclined.
    """
    outside()
    gateway = gateway_of(provider)
    ref = _record_intent(
        actor=actor, subject=subject, amount=amount, provider=provider, return_path=return_path, key=key, until=until
    )
    row = queries.intent(ref)
    if not row.url and row.state in states.IN_FLIGHT:
        row = _open(gateway, row)
    return Started(intent=row.public_id, url=row.url, state=row.state)


def _open(gateway: Gateway, row: Intent) -> Intent:
    try:
        redirect = gateway.start(payment_of(row))
    except ProviderTrouble as trouble:
        log.warning("payments.start_failed", intent=row.public_id, provider=row.provider, trouble=str(trouble))
        raise ProviderUnavailable() from trouble
    except ProviderRefused as refused:
        _record_given_up(row.public_id)
        raise PaymentDeclined() from refused
    return _record_opened(row.public_id, redirect)


@operation
def _record_intent(
    *,
    actor: Actor,
    subject: str,
    amount: Money,
    provider: str,
    return_path: str,
    key: str,
    until: datetime | None,
) -> str:
    if type(amount.minor) is not int or not 0 < amount.minor <= LARGEST:
        raise AmountRefused(amount=str(amount.minor))
    if not return_path.startswith("/") or not url_has_allowed_host_and_scheme(return_path, allowed_hosts=None):
        raise ReturnPathRefused()
    queries.lock_subject(subject)
    attempts = queries.intents_of(subject)
    now = clock.now()
    open_one = next((row for row in attempts if _serves(row, actor, amount, provider, now)), None)
    ref = open_one.public_id if open_one else mint_intent()
    body = {"subject": subject, "amount": amount.minor, "currency": amount.currency, "provider": provider}
    earlier = events.claim_key(actor=actor, operation="payments.start", key=key, body=body, ref=ref)
    if earlier is not None:
        return earlier
    if any(row.state == "captured" and row.money == amount and not row.refunded for row in attempts):
        raise AlreadyPaid()
    if open_one:
        return ref
    if len(attempts) >= MOST:
        raise TooManyAttempts()
    Intent.objects.create(
        public_id=ref,
        subject=subject,
        attempt=len(attempts) + 1,
        amount=amount.minor,
        currency=amount.currency,
        provider=provider,
        payer=actor.ref,
        return_path=return_path,
        language=get_language() or "en",
        created_at=now,
        expires_at=min(now + LIFETIME, until or now + LIFETIME),
        check_at=now + timedelta(minutes=2),
    )
    return ref


def _serves(row: Intent, actor: Actor, amount: Money, provider: str, now: datetime) -> bool:
    """Whether this attempt is what is asked for, is still under way, and leaves time to pay."""
    same = row.provider == provider and row.money == amount and row.state in states.IN_FLIGHT
    return same and row.expires_at > now + SPARE and may_see_intent(actor, payer=row.payer, subject=row.subject)


@operation
def _record_opened(ref: str, redirect: Redirect) -> Intent:
    row = locked(ref)
    if may_move(row.state, "open", states.INTENT):
        move(row, "open", states.INTENT, url=redirect.url, provider_ref=redirect.provider_ref)
    elif not row.url:
        # a notice was quicker than the answer to our call
        Intent.objects.filter(pk=row.pk).update(url=redirect.url)
        row.url = redirect.url
    return row


@operation
def _record_given_up(ref: str) -> Outcome:
    return steps.give_up(intent=locked(ref), actor=SYSTEM)
