"""One order with things of two houses: the staff of one see what theirs sold, and its money."""

import pytest
from django.test import Client

from yaji.kernel.identity.factories import make_actor, make_organisation, make_user
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.operations import place
from yaji.kernel.orders.queries import quote_for
from yaji.kernel.orders.tests.stall import make_chairs, make_tea, wants_of
from yaji.kit.ids import mint

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user("buyer@example.org")


@pytest.fixture
def bosses():
    return make_user("one@example.org"), make_user("two@example.org")


@pytest.fixture
def order(user, bosses):
    """A chair of the first house for 100.00, two cups of tea of the second for 15.00 each."""
    first, second = (make_organisation(boss).public_id for boss in bosses)
    wants = wants_of(make_chairs(first), 0) + wants_of(make_tea(second), qty=2)
    actor = make_actor(user)
    total = quote_for(actor, wants).total.minor
    return Order.objects.get(public_id=place(actor=actor, wants=wants, expected=total, key=mint("key")))


def seen(user, address):
    client = Client()
    client.force_login(user)
    answer = client.get(f"/api/v1/orders/{address}")
    assert answer.status_code == 200, answer.content
    said = answer.json()
    said = said.get("order", said)
    return [line["amount"] for line in said["lines"]], said["total"]


def test_each_house_sees_its_own_part_and_the_buyer_the_whole(user, bosses, order):
    assert seen(user, order.public_id) == ([10_000, 3_000], 13_000)
    assert seen(bosses[0], order.public_id) == ([10_000], 10_000)
    assert seen(bosses[1], order.public_id) == ([3_000], 3_000)


def test_so_it_is_in_the_sellers_own_list(bosses, order):
    for boss, line, amount in zip(bosses, order.lines.order_by("id"), (10_000, 3_000), strict=True):
        assert seen(boss, f"sellers/{line.seller}/{order.public_id}") == ([amount], amount)
