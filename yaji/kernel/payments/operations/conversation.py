"""What every conversation with a provider shares."""

from django.urls import reverse

from yaji.kernel.payments import queries
from yaji.kernel.payments.errors import InTransaction, UnknownProvider
from yaji.kernel.payments.models import Intent
from yaji.kernel.payments.ports import Gateway, gateways
from yaji.kernel.payments.types import Payment
from yaji.kit.actor import Actor
from yaji.kit.operation import in_transaction


def payment_of(row: Intent) -> Payment:
    """What the provider is told of an intent."""
    return Payment(
        ref=row.public_id,
        provider_ref=row.provider_ref,
        subject=row.subject,
        amount=row.money,
        return_path=reverse("payments:return", args=[row.public_id]),
        language=row.language,
        expires_at=row.expires_at,
    )


def locked(ref: str) -> Intent:
    row = queries.lock_intent(ref)
    if row is None:
        raise LookupError(ref)
    return row


def gateway_of(provider: str) -> Gateway:
    gateway = gateways.get(provider)
    if gateway is None:
        raise UnknownProvider(provider=provider)
    return gateway


def voice(provider: str) -> Actor:
    """The provider as the one who acts, in the audit trail."""
    return Actor(ref=f"provider:{provider}", label=provider, kind="system")


def outside() -> None:
    if in_transaction():
        raise InTransaction("a payment provider must not be called inside a transaction")
