"""Money back by the seller's staff: small by one hand, large by two."""

import pytest

from yaji.kernel.identity.errors import AlreadyAsked, AlreadyDecided, OwnRequest
from yaji.kernel.identity.factories import make_actor, make_visitor
from yaji.kernel.identity.models import Approval
from yaji.kernel.orders.errors import AlreadyReturned, NotReturnable, SecondPersonNeeded
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.operations import ask_refund, decide_refund, refund_units
from yaji.kernel.orders.ports import fulfillers
from yaji.kernel.orders.tests.stall import KIND, StallFulfiller, buy, make_chairs
from yaji.kernel.payments.models import Refund
from yaji.kit.errors import Forbidden, NotFound
from yaji.kit.ids import mint
from yaji.kit.testing import race

HOUSE = "par_house"


@pytest.fixture(autouse=True)
def stall(settings):
    settings.YAJI_LARGE_REFUND = 250
    with fulfillers.instead(KIND, StallFulfiller()) as plug:
        yield plug


@pytest.fixture
def desk():
    """Two people of the desk."""
    return make_actor(roles={HOUSE: "box_office"}), make_actor(roles={HOUSE: "manager"})


@pytest.fixture
def sold(django_capture_on_commit_callbacks):
    """Four chairs at ¥100 each; the order and its line."""
    with django_capture_on_commit_callbacks(execute=True):
        ref = buy(make_visitor(), make_chairs(HOUSE), 0, 1, 2, 3)
    row = Order.objects.get(public_id=ref)
    return ref, row.lines.get().public_id


def refunded(order):
    return Order.objects.get(public_id=order).refunded


@pytest.mark.django_db
def test_one_hand_gives_back_little_and_not_much_bit_by_bit(desk, sold):
    (one, other), (order, line) = desk, sold
    assert refund_units(actor=one, order=order, units={line: [0, 1]}, why="ill", key=mint("key")).minor == 20_000
    for person in (one, other):
        with pytest.raises(SecondPersonNeeded):
            refund_units(actor=person, order=order, units={line: [2]}, why="ill", key=mint("key"))
    assert refunded(order) == 20_000


@pytest.mark.django_db
def test_two_persons_give_back_much_once(desk, sold):
    (one, other), (order, line) = desk, sold
    key = mint("key")
    request = ask_refund(actor=one, order=order, units={line: [0, 1, 2]}, why="fire alarm", key=key)
    assert ask_refund(actor=one, order=order, units={line: [0, 1, 2]}, why="fire alarm", key=key) == request
    with pytest.raises(AlreadyAsked):
        ask_refund(actor=other, order=order, units={line: [3]}, why="me too", key=mint("key"))
    assert refunded(order) == 0
    with pytest.raises(OwnRequest):
        decide_refund(actor=one, request=request, yes=True)
    assert refunded(order) == 0
    decide_refund(actor=other, request=request, yes=True)
    assert refunded(order) == 30_000
    with pytest.raises(AlreadyDecided):
        decide_refund(actor=other, request=request, yes=True)
    row = Approval.objects.get(public_id=request)
    assert (row.state, row.amount, row.why) == ("approved", 30_000, "fire alarm")
    assert Refund.objects.filter(intent__subject=order).count() == 1


@pytest.mark.django_db
def test_a_no_leaves_everything_as_it_was(desk, sold):
    (one, other), (order, line) = desk, sold
    request = ask_refund(actor=one, order=order, units={line: [0, 1, 2]}, why="fire alarm", key=mint("key"))
    decide_refund(actor=other, request=request, yes=False)
    assert refunded(order) == 0
    assert ask_refund(actor=one, order=order, units={line: [0, 1, 2]}, why="really", key=mint("key")) != request


@pytest.mark.django_db
def test_a_yes_that_comes_too_late_gives_nothing_twice(desk, sold):
    (one, other), (order, line) = desk, sold
    request = ask_refund(actor=one, order=order, units={line: [0, 1, 2]}, why="fire alarm", key=mint("key"))
    refund_units(actor=one, order=order, units={line: [2]}, why="ill", key=mint("key"))
    with pytest.raises(AlreadyReturned):
        decide_refund(actor=other, request=request, yes=True)
    assert refunded(order) == 10_000
    assert Approval.objects.get(public_id=request).state == "waiting"


@pytest.mark.django_db
@pytest.mark.parametrize("units", [{"lin_none": [0]}, {}, {"LINE": [4]}, {"LINE": [-1]}, {"LINE": []}])
def test_units_that_are_not_there_are_refused(desk, sold, units):
    order, line = sold
    chosen = {ref.replace("LINE", line): numbers for ref, numbers in units.items()}
    with pytest.raises((NotReturnable, Forbidden)):
        ask_refund(actor=desk[0], order=order, units=chosen, why="x", key=mint("key"))
    assert Approval.objects.count() == 0


@pytest.mark.django_db
def test_who_may(desk, sold):
    """Nobody, a stranger, staff without the right, staff with it, the operator."""
    one, (order, line) = desk[0], sold
    strangers = [make_visitor(), make_actor(roles={"par_other": "owner"}), make_actor(roles={HOUSE: "viewer"})]
    for actor in strangers:
        with pytest.raises(Forbidden):
            ask_refund(actor=actor, order=order, units={line: [0]}, why="x", key=mint("key"))
    request = ask_refund(actor=one, order=order, units={line: [0, 1, 2]}, why="x", key=mint("key"))
    for actor in strangers:
        for yes in (True, False):
            with pytest.raises(NotFound):
                decide_refund(actor=actor, request=request, yes=yes)
    decide_refund(actor=make_actor(operator=True), request=request, yes=True)
    assert refunded(order) == 30_000


@pytest.mark.django_db(transaction=True)
def test_of_many_who_say_yes_one_gives_the_money(sold_for_real):
    order, line = sold_for_real
    request = ask_refund(
        actor=make_actor(roles={HOUSE: "owner"}), order=order, units={line: [0, 1, 2]}, why="x", key=mint("key")
    )
    people = [make_actor(roles={HOUSE: "owner"}) for _ in range(6)]
    outcomes = race(lambda i: decide_refund(actor=people[i], request=request, yes=True), times=6)
    assert sum(outcome.won for outcome in outcomes) == 1
    assert all(outcome.won or outcome.refused for outcome in outcomes)
    assert refunded(order) == 30_000
    assert Refund.objects.filter(intent__subject=order).count() == 1


@pytest.fixture
def sold_for_real(transactional_db):
    ref = buy(make_visitor(), make_chairs(HOUSE), 0, 1, 2, 3)
    return ref, Order.objects.get(public_id=ref).lines.get().public_id
