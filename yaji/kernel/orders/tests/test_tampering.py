"""S6: whatever a browser sends as amount, number or place, nothing is sold for another price than its own."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yaji.kernel.orders import operations
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.tests import trade as t
from yaji.kernel.orders.types import Want
from yaji.kernel.payments import operations as payments
from yaji.kernel.payments.models import Intent
from yaji.kit.errors import Refusal

pytestmark = pytest.mark.django_db

ODD = [
    "",
    "-1",
    "0",
    "-18000",
    "18000.0",
    "18000.5",
    "1.8e4",
    "1e309",
    "NaN",
    "inf",
    "0x4650",
    "18_000",
    "18 000",
    "+18000",
    "\u0661\u0668\u0660\u0660\u0660",  # Arabic-Indic digits
    "\uff11\uff18\uff10\uff10\uff10",  # full-width digits
    "18000²",
    "18000\x00",
    "18000 CNY",
    "EUR 18000",
    "null",
    "[18000]",
    "9" * 13,
    "9" * 40,
    "17999",
    "18001",
]
texts = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=30),
    st.integers(-(10**15), 10**15).map(str),
    st.floats().map(repr),
    st.integers(0, 10**6).map(lambda n: "".join(chr(0x0660 + int(d)) for d in str(n))),
)


def plainly(text, number):
    """Whether a text is just that number, written as anybody writes it."""
    return text.isascii() and text.isdigit() and len(text) <= 13 and int(text) == number


@pytest.fixture
def browser():
    with translation.override("en"):
        client = Client(raise_request_exception=True)
        yield lambda path, data: client.post(
            f"/en/orders/{path}", urlencode(data, doseq=True), content_type="application/x-www-form-urlencoded"
        )


@given(expected=texts, key=st.one_of(st.just("key-tamper"), st.text(max_size=90)))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_other_amount_is_accepted_by_the_page(browser, expected, key):
    offer = t.places()
    before = Order.objects.count()
    answer = browser("place/", {"want": f"{offer}:1:", "expected": expected, "key": key})
    if Order.objects.count() > before:
        assert plainly(expected, t.PRICE)
        assert Order.objects.latest("id").total == t.PRICE
        assert answer.status_code == 302
    else:
        assert answer.status_code in (409, 422)


@pytest.mark.parametrize("expected", ODD)
def test_none_of_the_known_tricks_is_accepted_by_the_page(browser, expected):
    answer = browser("place/", {"want": f"{t.places()}:1:", "expected": expected, "key": "key-tamper"})
    assert answer.status_code in (409, 422), answer["Location"] if answer.status_code == 302 else answer
    assert not Order.objects.exists()


def test_control_the_true_amount_is_accepted_by_the_page(browser):
    answer = browser("place/", {"want": f"{t.places()}:1:", "expected": str(t.PRICE), "key": "key-honest"})
    assert answer.status_code == 302
    assert Order.objects.get().total == t.PRICE


@given(
    qty=st.one_of(
        st.sampled_from(["1", "0", "-1", "01", "1.0", "\u0661", "\uff11", "99999999999999", ""]), st.text(max_size=9)
    ),
    places=st.one_of(
        st.sampled_from(["", "0", "0,0", "-1", "99", "0,1", "0;1", "\u0660", "0,\x00"]), st.text(max_size=9)
    ),
)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_odd_number_or_place_is_accepted_by_the_page(browser, qty, places):
    offer = t.seats()
    before = Order.objects.count()
    answer = browser("place/", {"want": f"{offer}:{qty}:{places}", "expected": str(t.PRICE), "key": "key-tamper"})
    if Order.objects.count() > before:
        assert plainly(qty, 1)
        line = Order.objects.latest("id").lines.get()
        assert (line.qty, len(line.positions), line.amount) == (1, 1, t.PRICE)
    else:
        assert answer.status_code in (404, 409, 422)


@given(
    expected=st.one_of(
        st.integers(-(10**18), 10**18),
        st.sampled_from([0, -t.PRICE, t.PRICE * 100, float("nan"), float("inf"), t.PRICE + 0.5, "18000", None]),
    ),
    qty=st.sampled_from([1, 2]),
)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_other_amount_is_accepted_by_the_operation(expected, qty):
    """What is not even a number is a programming error or a refusal; it is never a sale."""
    offer = t.places()
    before = Order.objects.count()
    try:
        operations.place(actor=t.BUYER, wants=[Want(offer, qty)], expected=expected, key=f"key-{offer}")
    except (Refusal, TypeError, ValueError):
        assert Order.objects.count() == before
    else:
        assert expected == qty * t.PRICE
        assert Order.objects.latest("id").total == qty * t.PRICE


def test_the_amount_to_pay_is_the_orders_whatever_the_form_says(browser, fake):
    browser("place/", {"want": f"{t.places()}:1:", "expected": str(t.PRICE), "key": "key-honest"})
    ref = Order.objects.get().public_id
    form = {"name": "Lin", "email": "lin@example.org", "key": "key-paying", "provider": "fake"}
    answer = browser(f"{ref}/checkout/", form | {"amount": "1", "total": "1", "currency": "JPY"})
    assert answer.status_code == 302
    assert Intent.objects.get().money == Order.objects.get().money


@pytest.mark.parametrize(
    "change",
    [{"key": ""}, {"key": "key\x00key\x00"}, {"key": "schlüssel-1"}, {"provider": "none\x00"}, {"provider": "bank"}],
)
def test_an_odd_key_or_provider_starts_no_payment(browser, fake, change):
    browser("place/", {"want": f"{t.places()}:1:", "expected": str(t.PRICE), "key": "key-honest"})
    ref = Order.objects.get().public_id
    form = {"name": "Lin", "email": "lin@example.org", "key": "key-paying", "provider": "fake"}
    answer = browser(f"{ref}/checkout/", form | change)
    assert answer.status_code in (404, 422)
    assert not Intent.objects.exists()


def test_the_same_form_twice_is_one_order_and_one_payment(browser, fake):
    place = {"want": f"{t.seats()}:1:3", "expected": str(t.PRICE), "key": "key-double"}
    first, again = browser("place/", place), browser("place/", place)
    assert first["Location"] == again["Location"]
    other = browser("place/", place | {"want": place["want"].replace(":3", ":4")})
    assert other.status_code == 422 or other.status_code == 409
    ref = Order.objects.get().public_id
    form = {"name": "Lin", "email": "lin@example.org", "key": "key-paying", "provider": "fake"}
    assert browser(f"{ref}/checkout/", form)["Location"] == browser(f"{ref}/checkout/", form)["Location"]
    assert Intent.objects.count() == 1


def test_a_form_sent_again_after_its_payment_failed_shows_the_order(browser, fake):
    browser("place/", {"want": f"{t.places()}:1:", "expected": str(t.PRICE), "key": "key-honest"})
    ref = Order.objects.get().public_id
    form = {"name": "Lin", "email": "lin@example.org", "key": "key-paying", "provider": "fake"}
    browser(f"{ref}/checkout/", form)
    fake.happens(Intent.objects.get().public_id, "failed")
    with t.told():
        payments.check(intent=Intent.objects.get().public_id)
    assert browser(f"{ref}/checkout/", form)["Location"] == f"/en/orders/{ref}/"


def test_a_foreign_order_is_nowhere_to_be_found(fake):
    ref = t.place(t.want(t.seats(), 1, 0))
    stranger = Client()
    for path in ("", "checkout/", "return/"):
        assert stranger.get(f"/en/orders/{ref}/{path}").status_code == 404
    for path in ("checkout/", "leave/", "return/"):
        data = {"name": "X", "email": "x@example.org", "key": "key-foreign", "confirm": "1", "unit": "lin_x:0"}
        assert stranger.post(f"/en/orders/{ref}/{path}", data).status_code == 404
    assert stranger.get("/en/orders/ord_%00/").status_code == 404
    assert Order.objects.get().state == "placed"
