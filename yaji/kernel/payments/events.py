"""Facts that payments states. The subject is always what is paid for, usually an order."""

from dataclasses import dataclass
from typing import ClassVar

from yaji.kernel.events.types import Fact


@dataclass(frozen=True)
class PaymentCaptured(Fact):
    """The provider has the money. Stated once per intent, however late; ``late``: after it was given up."""

    kind: ClassVar[str] = "payments.captured"
    intent: str
    amount: int
    currency: str
    provider: str
    method: str
    late: bool


@dataclass(frozen=True)
class PaymentFailed(Fact):
    """An intent ended without money: ``state`` is failed, cancelled or expired. A late capture may follow."""

    kind: ClassVar[str] = "payments.failed"
    intent: str
    state: str
    provider: str


@dataclass(frozen=True)
class PaymentMismatch(Fact):
    """The provider reports another amount, currency or payment than was asked for. Nothing was applied."""

    kind: ClassVar[str] = "payments.mismatch"
    intent: str
    expected: int
    expected_currency: str
    reported: int
    reported_currency: str


@dataclass(frozen=True)
class RefundRequested(Fact):
    """Money is promised back; the provider is asked after the commit."""

    kind: ClassVar[str] = "payments.refund_requested"
    intent: str
    refund: str
    amount: int
    currency: str


@dataclass(frozen=True)
class PaymentRefunded(Fact):
    """The provider has given back ``amount``. ``key`` is the one the refund was requested with."""

    kind: ClassVar[str] = "payments.refunded"
    intent: str
    refund: str
    key: str
    amount: int
    currency: str


@dataclass(frozen=True)
class RefundFailed(Fact):
    """The provider will not give this back; what was set aside for it is free again."""

    kind: ClassVar[str] = "payments.refund_failed"
    intent: str
    refund: str
    key: str
    amount: int
    currency: str
