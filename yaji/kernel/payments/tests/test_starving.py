"""A provider that is gone or dead keeps nobody else waiting."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine

from yaji.kernel.payments import operations, queries
from yaji.kernel.payments.models import Intent, Refund
from yaji.kernel.payments.operations import reconciling
from yaji.kernel.payments.ports import gateways
from yaji.kernel.payments.tests.fakes import FakeProvider, ask_back, begin, cny
from yaji.kit import clock

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.payments.tests.urls")]


@pytest.fixture
def other():
    """A second provider, whose name comes after the first's."""
    provider = FakeProvider()
    provider.name = "later"
    with gateways.instead("later", provider):
        yield provider


@contextmanager
def unplugged(name):
    """As after a start without this provider."""
    before = gateways._plugs.pop(name)
    try:
        yield
    finally:
        gateways._plugs[name] = before


def refunds_waiting(provider, name, count):
    """Refunds of which this provider has not been told yet."""
    provider.faults["refund"] = "dead"
    refs = []
    for i in range(count):
        intent = begin(f"ord_{name}_{i}", key=f"{name}{i}", provider=name).intent
        provider.happens(intent, "captured")
        operations.check(intent=intent)
        refs.append(ask_back(intent, cny(100), key=f"{name}{i}").public_id)
    provider.faults.clear()
    provider.calls.clear()
    return refs


def rounds(number, minutes=2):
    for n in range(number):
        with time_machine.travel(clock.now() + timedelta(minutes=10 + minutes * n)):
            operations.reconcile()


def states(refs):
    return {queries.refund(ref).state for ref in refs}


@pytest.fixture
def small_rounds(monkeypatch):
    monkeypatch.setattr(reconciling, "BATCH", 2)


@pytest.mark.usefixtures("small_rounds")
def test_refunds_of_a_provider_that_is_gone_keep_no_others_waiting(fake, other):
    gone, alive = refunds_waiting(fake, "fake", 4), refunds_waiting(other, "later", 2)
    before = dict(Refund.objects.values_list("public_id", "try_at"))
    with unplugged("fake"):
        rounds(1)
    assert states(alive) == {"done"}
    assert states(gone) == {"sent"}
    # asked for again later, one after the other
    moved = [ref for ref in gone if queries.refund(ref).try_at != before[ref]]
    assert moved == gone[:2]


def test_a_refund_whose_provider_is_gone_is_not_said_to_be_sent_and_goes_out_when_it_is_back(fake):
    intent = begin().intent
    fake.happens(intent, "captured")
    operations.check(intent=intent)
    with unplugged("fake"):
        refund = ask_back(intent, cny(100))
        first = queries.refund(refund.public_id)
        assert (first.state, first.tries) == ("requested", 1)
        assert first.try_at
        assert first.try_at > clock.now()
    rounds(1)
    assert queries.refund(refund.public_id).state == "done"


def test_a_dead_provider_is_asked_for_refunds_a_few_times_in_a_round(fake, other):
    silent, alive = refunds_waiting(fake, "fake", 8), refunds_waiting(other, "later", 2)
    fake.faults["refund"] = "dead"
    rounds(1)
    assert fake.calls["refund"] == reconciling.PATIENCE
    assert states(alive) == {"done"}
    fake.faults.clear()
    rounds(4, minutes=30)
    assert states(silent) == {"done"}


@pytest.mark.usefixtures("small_rounds")
def test_payments_of_a_dead_provider_keep_no_others_waiting(fake, other):
    for i in range(5):
        begin(f"ord_{i}", key=f"a{i}")
    paid = begin("ord_paid", key="b", provider="later").intent
    other.happens(paid, "captured")
    fake.faults["fetch"] = "dead"
    Intent.objects.filter(provider="fake").update(check_at=clock.now() - timedelta(hours=1))
    rounds(1)
    assert queries.intent(paid).state == "captured"
