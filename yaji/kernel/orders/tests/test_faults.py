"""R6: a fault anywhere between a click and its answer; after the retry the end is the fault-free one.

And an answer is only given once the commit has happened: whoever holds a ref has an order.
"""

from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.db import connection

from yaji.kernel.events.operations import drain
from yaji.kernel.orders import operations
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.placing import place_all
from yaji.kernel.orders.tests import trade as t
from yaji.kernel.orders.tests.books import faults
from yaji.kernel.orders.tests.buying import line, name, order, terms
from yaji.kernel.orders.types import PlaceRequest
from yaji.kernel.payments import operations as payments
from yaji.kernel.payments import queries as paid
from yaji.kernel.payments.tests.test_faults import Broken, faulty, nth_commit_is_lost, nth_statement_fails
from yaji.kit import clock
from yaji.kit.ids import mint
from yaji.kit.operation import operation

pytestmark = pytest.mark.django_db(transaction=True)


def later():
    """What happens by itself: the worker hears facts within a minute, and asks providers within the hour."""
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        for _ in range(3):  # what is heard states new facts
            drain()
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        payments.reconcile()
        drain()


def end_of(ref):
    row = order(ref)
    refunds = [(refund.state, refund.amount) for refund in paid.refunds_of(ref)]
    return row.state, row.refunded, line(ref).gone, t.handed(name(ref)), refunds, t.facts(ref).count("orders.paid")


def every(step, points):
    """Faults at the first, the ``step``-th… statement or commit until there are no more; how many were met."""
    n, met = 1, True
    while met:
        met = points(n)
        n += step
    return n


@pytest.mark.parametrize(("fault", "step"), [(nth_statement_fails, 7), (nth_commit_is_lost, 1)])
def test_a_fault_anywhere_while_settling(fake, fault, step):
    offer = t.places(60)

    def point(n):
        ref = t.place(t.want(offer))
        intent = t.begin(ref)
        fake.happens(intent, "captured")
        met = faulty(fault, n, lambda: fake.tell(intent, f"e_{intent}"))
        if met:  # the provider saw no 200 and sends again
            fake.tell(intent, f"e_{intent}")
        later()
        assert end_of(ref) == ("paid", 0, [], (1, []), [], 1), f"fault {n}"
        return met

    assert every(step, point) > 3
    assert faults() == []


@pytest.mark.parametrize(("fault", "step"), [(nth_statement_fails, 7), (nth_commit_is_lost, 1)])
def test_a_fault_anywhere_while_returning(fake, fault, step):
    offer = t.places(60, terms=terms())

    def point(n):
        ref = t.buy(fake, t.want(offer, 2))
        key, units = mint("key"), {name(ref): [1]}
        met = faulty(fault, n, lambda: t.give_back(ref, units, key=key))
        assert t.give_back(ref, units, key=key).minor == t.PRICE
        later()
        assert end_of(ref) == ("paid", t.PRICE, [1], (1, [1]), [("done", t.PRICE)], 1), f"fault {n}"
        return met

    assert every(step, point) > 3
    assert faults() == []


# the answer and the commit


def answered(place, key):
    """The refs that a buyer was told though the commit never happened."""
    heard: list[str] = []
    with the_commit_fails(), pytest.raises(Broken):
        place(heard.append, key)
    return heard


def the_commit_fails():
    """The database goes away at the commit, without it."""

    def gone():
        raise Broken("seeded at the commit")

    return mock.patch.object(connection, "_commit", gone)


def answer_after(tell, key):
    tell(operations.place(actor=t.BUYER, wants=[t.want(OFFER[0])], expected=t.PRICE, key=key))


@operation
def answer_before(tell, key):
    """The seeded bug: the caller is told inside the transaction."""
    tell(place_all([PlaceRequest(t.BUYER, (t.want(OFFER[0]),), t.PRICE, key)])[0])


OFFER: list[str] = []


@pytest.fixture
def offer():
    OFFER[:] = [t.places()]
    yield OFFER[0]
    OFFER.clear()


def promised_but_missing(place):
    refs = answered(place, "key-lost")
    return [ref for ref in refs if not Order.objects.filter(public_id=ref).exists()]


def test_no_ref_is_told_before_its_order_is_committed(offer):
    assert promised_but_missing(answer_after) == []
    # the same key again after the fault: now it is an order
    told: list[str] = []
    answer_after(told.append, "key-lost")
    assert Order.objects.get().public_id == told[0]


def test_seeded_an_answer_before_the_commit_is_a_promise_without_an_order(offer):
    assert len(promised_but_missing(answer_before)) == 1


def test_nothing_is_heard_of_a_transaction_that_did_not_commit(fake):
    ref = t.place(t.want(t.places()))
    intent = t.begin(ref)
    with the_commit_fails(), pytest.raises(Broken):
        operations.abandon(actor=t.BUYER, order=ref)
    assert order(ref).state == "placed"
    assert paid.intent(intent).state == "pending"
    assert not fake.calls["cancel"]
