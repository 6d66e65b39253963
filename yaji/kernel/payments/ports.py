"""Where payment providers plug in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from yaji.kernel.payments.types import (
    Method,
    NoticeEvent,
    Payment,
    ProviderRefund,
    ProviderStatus,
    Redirect,
    RefundOrder,
)
from yaji.kit.registry import Registry
from yaji.kit.text import LocalText


class Gateway(Protocol):
    """One provider. Called outside transactions only; every call may be repeated with the same refs.

    Raises ``ProviderTrouble`` where the effect is unknown (time-out, lost connection, 5xx) and
    ``ProviderRefused`` where the provider said no for good.
    """

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> LocalText: ...

    @property
    def methods(self) -> Sequence[Method]: ...

    @property
    def notice_headers(self) -> Sequence[str]:
        """Headers of a notice that are kept with it, in lower case: those its signature rests on."""
        ...

    def start(self, payment: Payment) -> Redirect:
        """Open the payment, once per ``payment.ref``; again the same answer."""
        ...

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> NoticeEvent:
        """Check a notice over its exact bytes (headers in lower case), without asking anybody.

        Raises ``BadSignature``, ``StaleNotice`` (signed more than 300 s from ``now``) or ``MalformedNotice``.
        """
        ...

    def fetch(self, payment: Payment) -> ProviderStatus | None:
        """How the payment stands, found by our ref or the provider's; None if it was never opened."""
        ...

    def cancel(self, payment: Payment) -> ProviderStatus | None:
        """Close the payment if it can still be closed; how it stands then (perhaps captured)."""
        ...

    def refund(self, order: RefundOrder) -> ProviderRefund:
        """Give back, once per ``order.ref``; again the same answer, or a newer state."""
        ...


gateways: Registry[Gateway] = Registry("payments.gateways")
