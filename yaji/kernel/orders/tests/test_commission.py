"""What the house keeps: agreed by organiser, category and date, frozen, and reversed by a refund."""

import pytest
import time_machine

from yaji.kernel.money.types import basis_points
from yaji.kernel.orders import errors, operations, queries
from yaji.kernel.orders.tests import trade as t
from yaji.kernel.orders.tests.books import balances
from yaji.kernel.orders.tests.buying import HOUR, line, name, release, terms
from yaji.kit.errors import Forbidden

pytestmark = pytest.mark.django_db


def agreed(rate_bp, seller="", category="", **by):
    return operations.set_commission(
        actor=t.OPERATOR, rate_bp=rate_bp, since=t.soon(**by), seller=seller, category=category
    )


def rate_now(seller=t.HOUSE, category="concert", default=500):
    offer = t.places(seller=seller, terms={"category": category, "commission_bp": default})
    row = line(t.place(t.want(offer)))
    assert row.split[1] == ["revenue:commission", basis_points(t.PRICE, row.terms["commission_bp"])]
    assert sum(share for _, share in row.split) == row.amount
    return row.terms["commission_bp"]


@pytest.mark.req("OPS-41")
def test_commission_by_partner_category_and_date_is_frozen_and_reversed_on_refund(fake):
    assert rate_now() == 500, "what the offer says, until something is agreed"
    agreed(400)
    assert rate_now() == 400
    agreed(300, category="concert")
    assert (rate_now(), rate_now(category="match")) == (300, 400)
    agreed(200, seller=t.HOUSE)
    assert (rate_now(), rate_now(seller=t.OTHER_HOUSE)) == (200, 300)
    agreed(100, seller=t.HOUSE, category="concert")
    assert (rate_now(), rate_now(category="match")) == (100, 200)
    # a date: the old rate until then, the new one from then on, and what was sold keeps its own
    agreed(1_000, seller=t.HOUSE, category="concert", days=1)
    offer = t.places(terms=terms(release_in=HOUR) | {"category": "concert"})
    before = t.buy(fake, t.want(offer, 2))
    with time_machine.travel(t.soon(days=1, minutes=1)):
        assert rate_now() == 1_000
        after = t.buy(fake, t.want(offer, 2))
    assert line(before).split == [[f"payable:{t.HOUSE}", 35_640], ["revenue:commission", 360]]
    assert line(after).split == [[f"payable:{t.HOUSE}", 32_400], ["revenue:commission", 3_600]]
    # reversed on refund: in part, in whole, before the release and after it
    t.refund(before, {name(before): [0]})
    assert release(hours=2) == 2
    assert balances()["revenue:commission"] == 180 + 3_600
    t.refund(after, {name(after): [0]})
    assert balances()["revenue:commission"] == 180 + 1_800
    t.refund(after, {name(after): [1]})
    t.refund(before, {name(before): [1]})
    assert balances() == {}


@pytest.mark.parametrize("rate", [-1, 10_001, 1.5, True, None])
def test_a_commission_is_between_nothing_and_everything(rate):
    with pytest.raises(errors.CommissionRefused):
        agreed(rate)


def test_a_commission_is_not_set_for_the_past_nor_by_anybody_but_the_operator():
    with pytest.raises(errors.CommissionRefused):
        agreed(100, days=-1)
    for actor in (t.NOBODY, t.STRANGER, t.BUYER, t.STAFF, t.OTHER_STAFF):
        with pytest.raises(Forbidden):
            operations.set_commission(actor=actor, rate_bp=0, since=t.soon())
    assert not queries.commissions(t.OPERATOR).exists()


def test_what_was_agreed_is_recorded_and_seen_by_those_it_concerns():
    agreed(100, seller=t.HOUSE)
    agreed(200, seller=t.OTHER_HOUSE)
    agreed(300)
    assert t.facts(t.HOUSE) == ["orders.commission_set"]
    assert [row.rate_bp for row in queries.commissions(t.OPERATOR)] == [300, 200, 100]
    assert [row.rate_bp for row in queries.commissions(t.STAFF)] == [300, 100]
    assert [row.rate_bp for row in queries.commissions(t.STRANGER)] == [300]
