"""What payments and providers tell each other, and what payments answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from yaji.kernel.money.types import Money
from yaji.kit.text import LocalText

#: how a provider sees one payment
ChargeState = Literal["pending", "authorised", "captured", "failed", "cancelled", "expired"]
#: how a provider sees one refund
RefundState = Literal["pending", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Method:
    """A way to pay that a provider offers: ``code`` is stored with the payment, ``icon`` names a symbol."""

    code: str
    label: LocalText
    icon: str


@dataclass(frozen=True, slots=True)
class Payment:
    """What a provider is told. ``ref`` is ours, stable over retries, and the provider's idempotency key."""

    ref: str
    provider_ref: str
    subject: str
    amount: Money
    #: path on this site to send the browser back to
    return_path: str
    language: str
    #: after this nothing may be taken any more
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the buyer goes to pay, and the provider's own name for the payment."""

    url: str
    provider_ref: str


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """How a payment stands at the provider. ``amount`` is what was or would be taken."""

    state: ChargeState
    provider_ref: str
    amount: Money
    method: str = ""


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What a provider is told to give back. ``ref`` is the idempotency key: one ref, one refund."""

    ref: str
    payment: Payment
    amount: Money


@dataclass(frozen=True, slots=True)
class ProviderRefund:
    """How a refund stands at the provider."""

    state: RefundState
    provider_ref: str
    amount: Money


@dataclass(frozen=True, slots=True)
class NoticeEvent:
    """A notice whose signature was checked. ``reference`` is our ref of the intent or the refund."""

    event_id: str
    reference: str
    news: ProviderStatus | ProviderRefund


class Outcome(StrEnum):
    """What became of a notice."""

    RECEIVED = "received"
    APPLIED = "applied"
    IGNORED = "ignored"
    DUPLICATE = "duplicate"
    UNKNOWN = "unknown"
    MISMATCH = "mismatch"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Started:
    """An intent on its way: send the browser to ``url``."""

    intent: str
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at: ``kind`` names the runbook line."""

    kind: str
    ref: str
    subject: str
    since: datetime
