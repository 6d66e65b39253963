"""A performance at another time: the money waits for it, and the buyer may think again."""

from datetime import timedelta

import pytest
import time_machine

from yaji.kernel.identity.factories import make_actor
from yaji.kernel.ledger import queries as ledger
from yaji.kernel.orders import operations as orders
from yaji.kernel.orders.errors import NotReturnable
from yaji.kernel.orders.models import Order
from yaji.kit.ids import mint
from yaji.verticals.tickets import operations
from yaji.verticals.tickets.factories import buy, make_performance
from yaji.verticals.tickets.types import Times

pytestmark = pytest.mark.django_db
HOUR, TWO_MONTHS = timedelta(hours=1), timedelta(days=61)


@pytest.fixture
def row(house, owner):
    return make_performance(house, actor=owner)


@pytest.fixture
def buyer():
    return make_actor()


@pytest.fixture
def order(settled, buyer, row):
    return settled(buy, buyer, row, seats=[3])


@pytest.fixture
def moved(settled, owner, row):
    def move(by):
        times = Times(row.starts_at + by, row.ends_at + by)
        settled(operations.reschedule_performance, actor=owner, performance=row.public_id, times=times)

    return move


def line(ref):
    return Order.objects.get(public_id=ref).lines.get()


def released_at(moment, settled):
    with time_machine.travel(moment):
        return settled(orders.release_due)


def returned_at(moment, order, buyer, settled):
    with time_machine.travel(moment):
        units = {line(order).public_id: [0]}
        return settled(orders.return_units, actor=buyer, order=order, units=units, key=mint("key"))


def test_two_months_later_the_money_is_in_escrow_until_then(settled, house, row, order, moved):
    paid = line(order).amount
    moved(TWO_MONTHS)
    assert released_at(row.ends_at + timedelta(days=2), settled) == 0
    assert ledger.balance(f"escrow:{house}", "CNY") == paid
    assert released_at(row.ends_at + TWO_MONTHS + timedelta(hours=25), settled) == 1
    assert ledger.balance(f"escrow:{house}", "CNY") == 0


def test_the_buyer_may_return_until_the_new_deadline(settled, row, buyer, order, moved):
    moved(TWO_MONTHS)
    new = row.starts_at + TWO_MONTHS - timedelta(hours=48)
    with pytest.raises(NotReturnable):
        returned_at(new, order, buyer, settled)
    assert returned_at(new - HOUR, order, buyer, settled).minor > 0
    assert line(order).state == "refunded"


def test_moved_to_an_earlier_day_the_old_deadline_stands_and_the_money_comes_sooner(settled, row, buyer, order, moved):
    old = row.starts_at - timedelta(hours=48)
    moved(-timedelta(days=1))
    assert line(order).release_at == row.ends_at
    with time_machine.travel(old - HOUR):
        assert line(order).returns["until"] == old.isoformat()
    assert returned_at(old - HOUR, order, buyer, settled).minor > 0
