"""A provider with books of its own, which can be told to fail; and the buyer of these tests.

Its books are plain dictionaries written without any code of the room, so that they can serve as the model
against which the room is checked.
"""

import json
from collections import Counter
from contextlib import contextmanager

from django.test import TestCase

from yaji.kernel.money.types import Money
from yaji.kernel.payments import operations, steps
from yaji.kernel.payments.errors import BadSignature, ProviderRefused, ProviderTrouble
from yaji.kernel.payments.ports import gateways
from yaji.kernel.payments.types import NoticeEvent, ProviderRefund, ProviderStatus, Redirect
from yaji.kit.actor import Actor
from yaji.kit.operation import operation
from yaji.kit.text import local

BUYER = Actor(ref="usr_buyer", label="Lin", keys=frozenset({"ord_key"}))
STRANGER = Actor(ref="usr_stranger", label="Somebody")
YUAN = 18_000


def cny(minor=YUAN):
    return Money(minor, "CNY")


def begin(subject="ord_1", amount=None, provider="fake", key="k1", actor=BUYER, return_path="/en/orders/1/"):
    return operations.start(
        actor=actor, subject=subject, amount=amount or cny(), provider=provider, return_path=return_path, key=key
    )


def ask_back(intent, amount=None, key="r1", actor=BUYER):
    """Request a refund in an operation of its own; what follows the commit follows, in every kind of test case."""
    request = operation(steps.request_refund)
    with TestCase.captureOnCommitCallbacks(execute=True):
        return request(intent=intent, amount=amount or cny(), reason="returned", key=key, actor=actor)


class FakeProvider:
    name = "fake"
    label = local("Fake", "假的")
    methods = ()
    notice_headers = ("x-fake",)

    def __init__(self):
        self.charges = {}
        self.refunds = {}
        self.calls: Counter[str] = Counter()
        #: call → how it fails: "dead" before, "lost" after the effect, "no" for good
        self.faults = {}

    # what the site asks of it

    def start(self, payment):
        with self._call("start"):
            charge = {"state": "pending", "amount": payment.amount, "id": f"fk_{payment.ref}", "method": ""}
            self.charges.setdefault(payment.ref, charge)
        return Redirect(url=f"/pay/{payment.ref}", provider_ref=f"fk_{payment.ref}")

    def verify(self, headers, body, now):
        if headers.get("x-fake") != "genuine":
            raise BadSignature()
        told = json.loads(body)
        amount = Money(told["amount"], told["currency"])
        kind = ProviderRefund if told["kind"] == "refund" else ProviderStatus
        return NoticeEvent(told["event"], told["reference"], kind(told["state"], told["id"], amount))

    def fetch(self, payment):
        with self._call("fetch"):
            return self._status(payment.ref)

    def cancel(self, payment):
        with self._call("cancel"):
            if payment.ref in self.charges and self.charges[payment.ref]["state"] in ("pending", "authorised"):
                self.charges[payment.ref]["state"] = "cancelled"
        return self._status(payment.ref)

    def refund(self, order):
        with self._call("refund"):
            charge = self.charges[order.payment.ref]
            if order.ref not in self.refunds:
                given = sum(r["amount"].minor for r in self.refunds.values() if r["charge"] == order.payment.ref)
                assert given + order.amount.minor <= charge["amount"].minor, "asked to give back more than it took"
                self.refunds[order.ref] = {
                    "charge": order.payment.ref,
                    "amount": order.amount,
                    "id": f"fr_{order.ref}",
                    "state": "done",
                }
        found = self.refunds[order.ref]
        return ProviderRefund(found["state"], found["id"], found["amount"])

    # what happens there

    def happens(self, ref, state):
        self.charges[ref]["state"] = state

    def notice(self, reference, event, /, **changes):
        """Header and body of a notice about how a charge or a refund stands there now."""
        found = self.charges.get(reference) or self.refunds[reference]
        told = {
            "event": event,
            "kind": "refund" if reference in self.refunds else "charge",
            "reference": reference,
            "state": found["state"],
            "id": found["id"],
            "amount": found["amount"].minor,
            "currency": found["amount"].currency,
        }
        return {"X-Fake": "genuine"}, json.dumps({**told, **changes}).encode()

    def tell(self, reference, event="e1", /, **changes):
        headers, body = self.notice(reference, event, **changes)
        return operations.receive_notice(provider="fake", headers=headers, body=body)

    def _status(self, ref):
        charge = self.charges.get(ref)
        return ProviderStatus(charge["state"], charge["id"], charge["amount"], charge["method"]) if charge else None

    @contextmanager
    def _call(self, name):
        self.calls[name] += 1
        fault = self.faults.get(name)
        if fault == "dead":
            raise ProviderTrouble("no connection")
        if fault == "no":
            raise ProviderRefused("declined")
        yield
        if fault == "lost":
            raise ProviderTrouble("timed out after the effect")


@contextmanager
def fake_provider(name="fake"):
    with gateways.instead(name, FakeProvider()) as provider:
        yield provider
