"""No payment outlives what it pays for."""

from datetime import timedelta

import pytest
import time_machine

from yaji.kernel.events.queries import facts_about
from yaji.kernel.payments import operations, queries
from yaji.kernel.payments.operations.starting import LIFETIME
from yaji.kernel.payments.providers.sandbox import company
from yaji.kernel.payments.providers.sandbox.models import SandboxCharge
from yaji.kernel.payments.tests.fakes import BUYER, begin, cny
from yaji.kit import clock

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.payments.tests.urls")]


@pytest.fixture
def now():
    with time_machine.travel(clock.now(), tick=False) as travel:
        yield travel


def started(until, provider="sandbox", key="k1"):
    return operations.start(
        actor=BUYER, subject="ord_1", amount=cny(), provider=provider, return_path="/", key=key, until=until
    )


@pytest.mark.parametrize(
    ("until", "ends"),
    [(None, LIFETIME), (timedelta(minutes=5), timedelta(minutes=5)), (timedelta(days=1), LIFETIME)],
)
def test_a_payment_ends_with_what_it_pays_for_or_with_its_own_lifetime(now, until, ends):
    intent = started(until and clock.now() + until).intent
    charge = SandboxCharge.objects.get(reference=intent)
    assert queries.intent(intent).expires_at == charge.expires_at == clock.now() + ends


@pytest.mark.parametrize(("minutes", "state"), [(4, "captured"), (5, "cancelled"), (9, "cancelled")])
def test_the_provider_takes_nothing_after_the_end(now, client, minutes, state):
    answer = started(clock.now() + timedelta(minutes=5))
    now.shift(timedelta(minutes=minutes))
    client.post(answer.url, {"do": "plain", "method": "card"})
    operations.check(intent=answer.intent)
    assert queries.intent(answer.intent).state == state
    told = {"captured": "payments.captured", "cancelled": "payments.failed"}[state]
    assert [fact.kind for fact in facts_about("ord_1")] == [told]


def test_a_charge_without_an_end_can_be_paid_at_any_time(now):
    """As those that were opened before charges had one."""
    charge = SandboxCharge.objects.get(reference=begin(provider="sandbox").intent)
    charge.expires_at = None
    charge.save(update_fields=["expires_at"])
    now.shift(timedelta(days=2))
    assert company.pay(charge, method="card", manner="plain") is not None
    assert SandboxCharge.objects.get().state == "paid"


def test_reconciliation_closes_what_is_over(now, fake):
    intent = started(clock.now() + timedelta(minutes=5), provider="fake").intent
    now.shift(timedelta(minutes=6))
    operations.reconcile()
    assert queries.intent(intent).state == fake.charges[intent]["state"] == "cancelled"
