"""What the sandbox company does: opens charges, takes and gives back money that isn't there, tells the merchant."""

import json
from datetime import datetime, timedelta
from typing import Literal

from yaji.kernel.money.types import Money
from yaji.kernel.payments.errors import ProviderRefused
from yaji.kernel.payments.providers.sandbox.models import SandboxCharge, SandboxNotice, SandboxRefund, mint_event
from yaji.kernel.payments.types import Payment
from yaji.kit import clock
from yaji.kit.operation import operation

#: how the sandbox behaves after a payment
Manner = Literal["plain", "later", "twice", "first", "silent", "gone"]
#: manners in which no notice is sent at all
SILENT = ("silent", "gone")
DELAY = timedelta(minutes=2)


@operation
def open_charge(payment: Payment) -> SandboxCharge:
    """The charge for ``payment.ref``, opened the first time it is asked for."""
    charge, _ = SandboxCharge.objects.get_or_create(
        reference=payment.ref,
        defaults={
            "subject": payment.subject,
            "amount": payment.amount.minor,
            "currency": payment.amount.currency,
            "language": payment.language,
            "return_path": payment.return_path,
            "created_at": clock.now(),
            "expires_at": payment.expires_at,
        },
    )
    if charge.money != payment.amount:
        raise ProviderRefused("the same reference with another amount")
    return charge


def find(reference: str) -> SandboxCharge | None:
    """The charge the merchant calls ``reference``."""
    return SandboxCharge.objects.filter(reference=reference).first()


def find_by_token(token: str) -> SandboxCharge | None:
    """The charge whose hosted page has this token."""
    return SandboxCharge.objects.filter(token=token).first()


@operation
def pay(charge: SandboxCharge, *, method: str, manner: Manner) -> SandboxNotice | None:
    """Take the charge's amount; the notice to deliver, if one is due now. A second click changes nothing.

    A charge whose time is over is closed instead.
    """
    if charge.expires_at and charge.expires_at <= clock.now():
        return _note_charge(charge, clock.now()) if _turn(charge, "cancelled") else None
    if not _turn(charge, "paid", method=method) or manner in SILENT:
        return None
    due = clock.now() + (DELAY if manner == "later" else timedelta())
    notice = _note_charge(charge, due, copies=2 if manner == "twice" else 1)
    return None if manner == "later" else notice


@operation
def decline(charge: SandboxCharge, *, method: str) -> SandboxNotice | None:
    """Refuse to take it."""
    return _note_charge(charge, clock.now()) if _turn(charge, "declined", method=method) else None


@operation
def close(charge: SandboxCharge) -> SandboxNotice | None:
    """The buyer or the merchant gives up. Only an open charge can be closed."""
    return _note_charge(charge, clock.now()) if _turn(charge, "cancelled") else None


@operation
def give_back(charge: SandboxCharge, *, key: str, amount: Money) -> SandboxRefund:
    """Give ``amount`` back, once per ``key``. Raises ProviderRefused."""
    charge = SandboxCharge.objects.select_for_update(no_key=True).get(pk=charge.pk)
    earlier = SandboxRefund.objects.filter(key=key).first()
    if earlier is not None:
        if earlier.charge_id != charge.pk or earlier.money != amount:
            raise ProviderRefused("the same key for another refund")
        return earlier
    if charge.state != "paid" or amount.currency != charge.currency:
        raise ProviderRefused("nothing to give back")
    if not 0 < amount.minor <= charge.amount - charge.refunded:
        raise ProviderRefused("more than is left")
    SandboxCharge.objects.filter(pk=charge.pk).update(refunded=charge.refunded + amount.minor)
    refund = SandboxRefund.objects.create(
        charge=charge, key=key, amount=amount.minor, currency=amount.currency, created_at=clock.now()
    )
    _note("refund.done", key, refund.refund_id, amount, "", clock.now())
    return refund


def _turn(charge: SandboxCharge, state: str, method: str = "") -> bool:
    """Move an open charge on; False if it was not open any more. Of two clicks one wins."""
    if not SandboxCharge.objects.filter(pk=charge.pk, state="open").update(state=state, method=method):
        return False
    charge.state, charge.method = state, method
    return True


def _note_charge(charge: SandboxCharge, due: datetime, copies: int = 1) -> SandboxNotice:
    kind = f"charge.{charge.state}"
    return _note(kind, charge.reference, charge.charge_id, charge.money, charge.method, due, copies)


def _note(
    kind: str, reference: str, object_id: str, amount: Money, method: str, due: datetime, copies: int = 1
) -> SandboxNotice:
    event_id = mint_event()
    body = {
        "id": event_id,
        "type": kind,
        "reference": reference,
        "object": object_id,
        "amount": amount.minor,
        "currency": amount.currency,
        "method": method,
    }
    return SandboxNotice.objects.create(event_id=event_id, body=json.dumps(body), due_at=due, copies=copies)
