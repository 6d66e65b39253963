"""S6: no amount but the right one gets through, wherever it is tried."""

import itertools
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from yaji.kernel.money.types import Money
from yaji.kernel.payments import operations, queries, steps
from yaji.kernel.payments.errors import AmountRefused, ProviderRefused, RefundTooLarge
from yaji.kernel.payments.models import Intent, Refund
from yaji.kernel.payments.operations.starting import LARGEST
from yaji.kernel.payments.providers.sandbox import company
from yaji.kernel.payments.providers.sandbox.models import SandboxCharge
from yaji.kernel.payments.tests.fakes import BUYER, YUAN, ask_back, begin, cny, fake_provider
from yaji.kit.errors import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.payments.tests.urls")]

wrong_minor = st.one_of(
    st.integers(max_value=0), st.integers(min_value=LARGEST + 1), st.sampled_from([0, -1, LARGEST + 1, 2**63, 2**64])
)
serial = itertools.count()
no_minor = st.one_of(
    st.floats(), st.decimals(), st.text(), st.booleans(), st.none(), st.sampled_from(["１８", "٣", Decimal("1.5"), 1.0])
)


@settings(max_examples=200, deadline=None)
@given(minor=wrong_minor, currency=st.sampled_from(["CNY", "JPY", "USD"]))
def test_an_amount_out_of_range_starts_nothing(minor, currency):
    with fake_provider() as fake, pytest.raises(AmountRefused):
        begin(amount=Money(minor, currency))
    assert not fake.charges
    assert not Intent.objects.exists()


@settings(max_examples=200, deadline=None)
@given(minor=no_minor)
def test_what_is_not_a_whole_number_is_not_money(minor):
    with pytest.raises(TypeError):
        Money(minor, "CNY")


@settings(max_examples=100, deadline=None)
@given(minor=st.one_of(wrong_minor, st.integers(min_value=YUAN + 1)), currency=st.sampled_from(["CNY", "JPY", "USD"]))
def test_a_wrong_amount_is_not_given_back(minor, currency):
    with fake_provider() as fake:
        name = f"ord_{next(serial)}"
        intent = begin(name, key=name).intent
        fake.happens(intent, "captured")
        fake.tell(intent, f"e_{intent}")
        with pytest.raises((AmountRefused, RefundTooLarge)):
            ask_back(intent, Money(minor, currency))
    assert not Refund.objects.exists()
    assert queries.intent(intent).refunded == 0


@settings(max_examples=100, deadline=None)
@given(minor=st.integers(min_value=1, max_value=2**53), currency=st.sampled_from(["CNY", "JPY", "USD"]))
def test_a_notice_with_another_amount_captures_nothing(minor, currency):
    right = (minor, currency) == (YUAN, "CNY")
    with fake_provider() as fake:
        number = next(serial)
        intent = begin(subject=f"ord_{number}", key=str(number)).intent
        fake.happens(intent, "captured")
        outcome = fake.tell(intent, f"e_{intent}", amount=minor, currency=currency)
    assert outcome == ("applied" if right else "mismatch")
    assert queries.intent(intent).state == ("captured" if right else "pending")


@pytest.mark.parametrize("field", ["amount", "total", "price", "currency", "charge", "reference"])
@pytest.mark.parametrize("value", ["1", "-1", "0", "NaN", "1e9", "٣", "JPY"])
def test_the_hosted_page_reads_no_amount_from_the_form(client, field, value):
    cache.clear()
    started = begin(provider="sandbox")
    client.post(started.url, {"do": "plain", "method": "card", field: value})
    charge = SandboxCharge.objects.get(reference=started.intent)
    assert (charge.state, charge.money) == ("paid", cny())


@pytest.mark.parametrize("amount", [cny(0), cny(-1), cny(YUAN + 1), Money(1, "JPY")])
def test_the_sandbox_gives_back_no_wrong_amount(amount):
    started = begin(provider="sandbox")
    charge = SandboxCharge.objects.get(reference=started.intent)
    with pytest.raises(ProviderRefused):
        company.give_back(charge, key="a", amount=cny(1))
    company.pay(charge, method="card", manner="silent")
    with pytest.raises(ProviderRefused):
        company.give_back(charge, key="b", amount=amount)


def test_the_refusals_are_refusals():
    assert issubclass(AmountRefused, Refusal)
    assert AmountRefused.status == 422


def test_refunds_of_more_than_32_bits_are_kept_whole():
    """Twenty-five million yuan: more minor units than a 32-bit number holds."""
    with fake_provider() as fake:
        intent = begin(amount=cny(5_000_000_000)).intent
        fake.happens(intent, "captured")
        operations.check(intent=intent)
        with transaction.atomic():
            steps.request_refund(intent=intent, amount=cny(2_500_000_000), reason="x", key="r1", actor=BUYER)
    assert queries.intent(intent).refunded == 2_500_000_000
