"""Amounts at the HTTP edge (S6): nothing that a browser or a program sends decides what is paid."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.security.world import World, undone
from yaji.kernel.orders.models import Order
from yaji.kernel.payments.models import Intent

pytestmark = pytest.mark.django_db
PRICE = 12_000
MANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)

typed = st.one_of(
    st.sampled_from(
        ["", "-1", "0", "-0", "1e3", "1.5", "NaN", "inf", "٣٨٠٠٠", "１２０００", "12000 ", "+12000", "0x1", "½"]
    ),
    st.sampled_from(["12000.0", "12,000", "12000CNY", "USD12000", "9" * 400, "12000\x00", "12000;1", "null", "true"]),
    st.integers(-(10**20), 10**20).filter(lambda n: n != PRICE).map(str),
    st.text(max_size=20).filter(lambda text: text != str(PRICE)),
)
meant: st.SearchStrategy[Any] = st.one_of(
    st.integers(-(10**20), 10**20).filter(lambda n: n != PRICE),
    st.floats().filter(lambda n: n != PRICE),
    st.sampled_from(
        [
            None,
            True,
            [],
            {},
            [PRICE],
            {"minor": PRICE},
            "12000",
            "12000 ",
            "12_000",
            "12000.0",
            "１２０００",
            "CNY 12000",
        ]
    ),
)
quantities = st.one_of(st.integers(-(10**12), 0), st.integers(11, 10**12)).map(str) | st.sampled_from(
    ["", "1.5", "１", "-1", "1e1", "NaN"]
)


def ordered() -> tuple[int, int]:
    return Order.objects.count(), Intent.objects.count()


def page(world: World, **form: str) -> Any:
    sent = {"want": f"{world.refs['offer']}:1:", "expected": str(PRICE), "key": "key-of-the-form", **form}
    return world.clients["buyer"].post("/en/orders/place/", sent)


def program(world: World, **body: Any) -> Any:
    sent = {"wants": [{"offer": world.refs["offer"], "qty": 1}], "expected": PRICE, **body}
    return world.clients["buyer"].post(
        "/api/v1/orders",
        json.dumps(sent),  # NaN and infinity as a careless program writes them
        content_type="application/json",
        headers={"Idempotency-Key": "key-of-the-test"},
    )


def test_the_honest_amount_is_accepted(world: World) -> None:
    """The control: it is the amount that the others are refused for."""
    with undone():
        assert page(world).status_code == 302
    with undone():
        assert program(world).status_code == 201


@MANY
@given(expected=typed)
def test_no_other_amount_on_the_page(world: World, expected: str) -> None:
    before = ordered()
    with undone():
        assert page(world, expected=expected).status_code in (400, 409, 422)
        assert ordered() == before


@MANY
@given(expected=meant)
def test_no_other_amount_over_the_api(world: World, expected: Any) -> None:
    before = ordered()
    with undone():
        assert program(world, expected=expected).status_code in (400, 409, 422)
        assert ordered() == before


@MANY
@given(qty=quantities)
def test_no_strange_number_of_places(world: World, qty: str) -> None:
    before = ordered()
    with undone():
        assert page(world, want=f"{world.refs['offer']}:{qty}:").status_code in (400, 409, 422)
        assert ordered() == before


@pytest.mark.parametrize("field", ["amount", "total", "price", "currency", "discount", "standing", "unit_amounts"])
@pytest.mark.parametrize("value", ["1", "0", "-5", "USD"])
def test_fields_that_nobody_asked_for_change_nothing(world: World, field: str, value: str) -> None:
    path = f"/en/orders/{world.refs['ready']}/checkout/"
    form = {"name": "Lin", "email": "lin@example.org", "key": "key-of-the-form", "provider": "sandbox", field: value}
    with undone():
        assert world.clients["buyer"].post(path, form).status_code == 302
        intent = Intent.objects.get(subject=world.refs["ready"])
        order = Order.objects.get(public_id=world.refs["ready"])
        assert (intent.amount, intent.currency) == (order.total, order.currency) == (18_000, "CNY") or (
            intent.amount == order.total == 38_000
        )


def test_an_offer_of_another_performance_is_not_sold_at_this_price(world: World) -> None:
    """A draft's offer does not exist; a made-up one is refused; the seats of one category are not sold as another."""
    before = ordered()
    with undone():
        floor = world.refs["offer"]
        for want in (f"off_{'0' * 26}:1:", f"{floor}:1:0", f"{floor}:1:0,1", f"{floor}:2:0", ":1:", "::"):
            assert page(world, want=want).status_code in (404, 409, 422), want
        assert ordered() == before
