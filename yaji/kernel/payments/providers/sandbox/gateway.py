"""The sandbox behind the ``Gateway`` port: what a provider's client library would be."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from yaji.kernel.money.types import Money
from yaji.kernel.payments.errors import MalformedNotice, ProviderRefused
from yaji.kernel.payments.providers.sandbox import company, signing
from yaji.kernel.payments.providers.sandbox.models import SandboxCharge
from yaji.kernel.payments.types import (
    ChargeState,
    Method,
    NoticeEvent,
    Payment,
    ProviderRefund,
    ProviderStatus,
    Redirect,
    RefundOrder,
)
from yaji.kit.text import LocalText, local

_STATES: Mapping[str, ChargeState] = {
    "open": "pending",
    "paid": "captured",
    "declined": "failed",
    "cancelled": "cancelled",
}
METHODS = (
    Method("wallet", local("Wallet", "电子钱包"), "phone"),
    Method("card", local("Bank card", "银行卡"), "card"),
)


class _Body(BaseModel):
    """The notice as it travels. Nothing else is accepted, and nothing is converted."""

    model_config = ConfigDict(strict=True, extra="forbid")

    id: str
    type: Literal["charge.paid", "charge.declined", "charge.cancelled", "refund.done"]
    reference: str = Field(max_length=64)
    object: str = Field(max_length=64)
    amount: int = Field(gt=0, le=2**53)
    currency: str = Field(pattern="^[A-Z]{3}$")
    method: str = Field(max_length=12)


class SandboxGateway:
    """Takes no money. Every call may be repeated."""

    @property
    def name(self) -> str:
        return "sandbox"

    @property
    def label(self) -> LocalText:
        return local("Sandbox", "沙盒支付")

    @property
    def methods(self) -> Sequence[Method]:
        return METHODS

    @property
    def notice_headers(self) -> Sequence[str]:
        return (signing.HEADER,)

    def start(self, payment: Payment) -> Redirect:
        charge = company.open_charge(payment)
        return Redirect(url=reverse("payments:sandbox", args=[charge.token]), provider_ref=charge.charge_id)

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> NoticeEvent:
        event_id = signing.check(headers.get(signing.HEADER, ""), body, now)
        try:
            told = _Body.model_validate_json(body)
        except ValidationError as error:
            raise MalformedNotice() from error
        if told.id != event_id:
            raise MalformedNotice()
        amount = Money(told.amount, told.currency)
        thing, state = told.type.split(".")
        news: ProviderStatus | ProviderRefund
        if thing == "charge":
            news = ProviderStatus(_STATES[state], told.object, amount, told.method)
        else:
            news = ProviderRefund("done", told.object, amount)
        return NoticeEvent(event_id=event_id, reference=told.reference, news=news)

    def fetch(self, payment: Payment) -> ProviderStatus | None:
        charge = company.find(payment.ref)
        return _status(charge) if charge else None

    def cancel(self, payment: Payment) -> ProviderStatus | None:
        charge = company.find(payment.ref)
        if charge is None:
            return None
        company.close(charge)
        charge.refresh_from_db()
        return _status(charge)

    def refund(self, order: RefundOrder) -> ProviderRefund:
        charge = company.find(order.payment.ref)
        if charge is None:
            raise ProviderRefused("no such charge")
        refund = company.give_back(charge, key=order.ref, amount=order.amount)
        return ProviderRefund("done", refund.refund_id, refund.money)


def _status(charge: SandboxCharge) -> ProviderStatus:
    return ProviderStatus(_STATES[charge.state], charge.charge_id, charge.money, charge.method)
