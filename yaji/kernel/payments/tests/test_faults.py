"""R6: a fault at every point of a refund and of a capture; after the retry, the end is the fault-free one."""

from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection

from yaji.kernel.events.operations import drain
from yaji.kernel.events.queries import facts_about
from yaji.kernel.payments import operations, queries
from yaji.kernel.payments.errors import ProviderTrouble
from yaji.kernel.payments.models import Intent, Refund
from yaji.kernel.payments.ports import gateways
from yaji.kernel.payments.providers.sandbox import company
from yaji.kernel.payments.providers.sandbox.gateway import SandboxGateway
from yaji.kernel.payments.providers.sandbox.models import SandboxCharge, SandboxRefund
from yaji.kernel.payments.tests.fakes import YUAN, ask_back, begin, cny
from yaji.kit import clock

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("yaji.kernel.payments.tests.urls"),
    pytest.mark.usefixtures("quick_commits"),
]


class Broken(OperationalError):
    """What a lost connection looks like."""


@contextmanager
def nth_statement_fails(n):
    """Let the n-th statement fail before it runs; tells whether it came to that."""
    seen = {"count": 0, "failed": False}

    def wrapper(execute, sql, params, many, context):
        seen["count"] += 1
        if seen["count"] == n:
            seen["failed"] = True
            raise Broken("seeded")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield seen


@contextmanager
def nth_commit_is_lost(n):
    """Let the n-th commit take effect and its answer be lost."""
    seen = {"count": 0, "failed": False}
    database: Any = connection
    commit = database._commit

    def lossy():
        commit()
        seen["count"] += 1
        if seen["count"] == n:
            seen["failed"] = True
            raise Broken("seeded after the commit")

    database._commit = lossy
    try:
        yield seen
    finally:
        del database._commit


def paid(subject):
    intent = begin(subject, provider="sandbox", key=subject).intent
    charge = SandboxCharge.objects.get(reference=intent)
    company.pay(charge, method="card", manner="silent")
    operations.check(intent=intent)
    return intent


def books(subject):
    """Everything that matters in the end, here and at the company."""
    charges = SandboxCharge.objects.filter(subject=subject)
    return {
        "intents": [(i.state, i.amount, i.refunded, i.method) for i in queries.intents_of(subject)],
        "refunds": [(r.state, r.amount, r.key) for r in queries.refunds_of(subject)],
        "facts": sorted((f.kind, f.body.get("amount")) for f in facts_about(subject)),
        "company": [(c.state, c.refunded) for c in charges],
        "given": [r.amount for r in SandboxRefund.objects.filter(charge__subject=subject)],
    }


def later(minutes=60):
    """What happens by itself: the worker drains facts and reconciles."""
    with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
        drain()
        operations.reconcile()


def faulty(faults, n, work):
    """Whether the fault was met: False means that ``work`` has fewer than ``n`` such points."""
    with faults(n) as seen:
        try:
            work()
        except Broken:
            assert seen["failed"]
    return seen["failed"]


@pytest.mark.parametrize("faults", [nth_statement_fails, nth_commit_is_lost])
def test_a_fault_anywhere_in_a_refund(faults):
    ask_back(paid("ord_plain"), cny(7_000), key="plain")
    expected = {**books("ord_plain"), "refunds": [("done", 7_000, "*")]}
    n = 0
    while True:
        n += 1
        subject = f"ord_{n}"
        intent = paid(subject)
        met = faulty(faults, n, lambda intent=intent, subject=subject: ask_back(intent, cny(7_000), key=subject))
        # whoever asked got no answer and asks again with the same key; the rest is the worker's
        ask_back(intent, cny(7_000), key=subject)
        later()
        found = books(subject)
        assert {**found, "refunds": [(s, a, "*") for s, a, _ in found["refunds"]]} == expected, f"fault {n}"
        if not met:
            break
    assert n > (20 if faults is nth_statement_fails else 3)


@pytest.mark.parametrize("faults", [nth_statement_fails, nth_commit_is_lost])
def test_a_fault_anywhere_in_a_capture(fake, faults):
    n = 0
    while True:
        n += 1
        subject = f"ord_{n}"
        intent = begin(subject, key=subject).intent
        fake.happens(intent, "captured")
        met = faulty(faults, n, lambda intent=intent: fake.tell(intent, f"e_{intent}"))
        if met:  # the provider saw no 200 and sends again
            assert fake.tell(intent, f"e_{intent}") in ("applied", "duplicate")
        assert books(subject)["intents"] == [("captured", YUAN, 0, "")], f"fault {n}"
        assert books(subject)["facts"] == [("payments.captured", YUAN)], f"fault {n}"
        if not met:
            break
    assert n > (8 if faults is nth_statement_fails else 2)


@pytest.mark.parametrize("faults", [nth_statement_fails, nth_commit_is_lost])
def test_a_fault_anywhere_in_a_start(fake, faults):
    n = 0
    while True:
        n += 1
        subject = f"ord_{n}"
        met = faulty(faults, n, lambda subject=subject: begin(subject, key=subject))
        started = begin(subject, key=subject)
        assert started.url, f"fault {n}"
        assert [row.state for row in queries.intents_of(subject)] == ["pending"], f"fault {n}"
        assert started.intent in fake.charges
        if not met:
            break
    assert len(fake.charges) == n
    assert n > (5 if faults is nth_statement_fails else 2)


@pytest.mark.parametrize("fault", ["dead", "lost"])
def test_a_provider_that_fails_or_times_out_after_the_effect_gives_back_once(fake, fault):
    intent = begin().intent
    fake.happens(intent, "captured")
    operations.check(intent=intent)
    fake.faults["refund"] = fault
    refund = ask_back(intent)
    assert queries.refund(refund.public_id).state == "sent"
    later(5)
    assert queries.refund(refund.public_id).state == "sent"
    fake.faults.clear()
    later(120)
    later(240)
    assert queries.refund(refund.public_id).state == "done"
    assert fake.calls["refund"] == 3
    assert [given["amount"] for given in fake.refunds.values()] == [cny()]
    assert [fact.kind for fact in facts_about("ord_1")].count("payments.refunded") == 1


def test_a_provider_that_answers_twice_gives_back_once(fake):
    intent = begin().intent
    fake.happens(intent, "captured")
    operations.check(intent=intent)
    refund = ask_back(intent)
    for _ in range(3):
        operations.send_refund(refund=refund.public_id)
    assert [
        fake.tell(refund.public_id, "r1"),
        fake.tell(refund.public_id, "r1"),
        fake.tell(refund.public_id, "r2"),
    ] == [
        "ignored",
        "duplicate",
        "ignored",
    ]
    assert len(fake.refunds) == 1
    assert queries.intent(intent).refunded == YUAN
    assert [fact.kind for fact in facts_about("ord_1")].count("payments.refunded") == 1


def test_a_notice_about_a_refund_may_be_quicker_than_the_answer(fake):
    intent = begin().intent
    fake.happens(intent, "captured")
    operations.check(intent=intent)
    fake.faults["refund"] = "lost"
    refund = ask_back(intent)
    assert fake.tell(refund.public_id) == "applied"
    assert queries.refund(refund.public_id).state == "done"
    fake.faults.clear()
    later(120)
    assert fake.calls["refund"] == 1


def test_the_check_bites_when_the_provider_is_given_a_new_key_each_time(monkeypatch):
    """Seeded bug: a gateway that forgets our ref gives back twice after a time-out."""

    class Forgetful(SandboxGateway):
        calls = 0

        def refund(self, order):
            Forgetful.calls += 1
            charge = SandboxCharge.objects.get(reference=order.payment.ref)
            company.give_back(charge, key=f"{order.ref}:{Forgetful.calls}", amount=order.amount)
            if Forgetful.calls == 1:
                raise ProviderTrouble("timed out after the effect")
            return super().refund(order)

    intent = paid("ord_1")
    with gateways.instead("sandbox", Forgetful()):
        ask_back(intent, cny(1_000))
        later()
    assert sum(books("ord_1")["given"]) > 1_000


def test_nothing_is_left_open():
    intent = paid("ord_1")
    ask_back(intent)
    assert not Refund.objects.exclude(try_at=None).exists()
    assert not Intent.objects.exclude(check_at=None).exists()
