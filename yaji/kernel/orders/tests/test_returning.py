"""What comes back: returns, refunds, releases, and a subject that will not happen; every fen accounted for."""

from datetime import timedelta

import pytest

from yaji.kernel.catalog.models import Offer
from yaji.kernel.messages.models import Message
from yaji.kernel.orders import errors, operations, queries
from yaji.kernel.orders.steps import withdraw
from yaji.kernel.orders.tests import trade as t
from yaji.kernel.orders.tests.books import balances, escrow_of, faults
from yaji.kernel.orders.tests.buying import HOUR, given_back, line, name, order, release, terms
from yaji.kernel.payments import queries as paid
from yaji.kit.actor import SYSTEM
from yaji.kit.errors import Forbidden, NotFound
from yaji.kit.operation import operation

pytestmark = pytest.mark.django_db

# by the rules


def test_one_of_three_comes_back_and_its_place_is_free(fake):
    offer = t.seats(terms=terms())
    ref = t.buy(fake, t.want(offer, 3, 0, 1, 2))
    assert t.give_back(ref, {name(ref): [1]}).minor == t.PRICE
    row = line(ref)
    assert (row.gone, row.refunded, row.state, order(ref).state) == ([1], t.PRICE, "sold", "paid")
    assert t.handed(row.public_id) == (1, [1])
    assert given_back(ref) == t.PRICE
    assert balances() == {"clearing:fake": -2 * t.PRICE, f"escrow:{t.HOUSE}": 2 * t.PRICE}
    assert faults() == []
    assert t.place(t.want(offer, 1, 1), actor=t.STRANGER)
    with pytest.raises(errors.PlacesTaken):
        t.place(t.want(offer, 1, 2), actor=t.STRANGER)


def test_the_last_unit_makes_the_order_refunded(fake):
    ref = t.buy(fake, t.want(t.places(terms=terms()), 2))
    t.give_back(ref, {name(ref): [0]})
    t.give_back(ref, {name(ref): [1]})
    assert (line(ref).state, order(ref).state) == ("refunded", "refunded")
    assert balances() == {}
    assert faults() == []


@pytest.mark.parametrize(
    "refused",
    [{"allowed": False}, {"until": -HOUR}, {"until": timedelta(0)}],
    ids=["none taken back", "over", "just over"],
)
def test_outside_the_rules_nothing_comes_back(fake, refused):
    ref = t.buy(fake, t.want(t.seats(terms=terms(**refused)), 1, 0))
    with pytest.raises(errors.NotReturnable):
        t.give_back(ref, {name(ref): [0]})
    assert line(ref).gone == []


def test_terms_are_those_of_the_sale_not_those_of_today(fake):
    ref = t.buy(fake, t.want(t.seats(terms=terms(until=HOUR)), 1, 0))
    Offer.objects.update(terms=terms(allowed=False))
    assert t.give_back(ref, {name(ref): [0]}).minor == t.PRICE


@pytest.mark.parametrize("units", [[], [3], [-1], [0, 3]])
def test_units_that_are_not_there_are_refused(fake, units):
    ref = t.buy(fake, t.want(t.places(terms=terms()), 3))
    with pytest.raises(errors.NotReturnable):
        t.give_back(ref, {name(ref): units})
    assert line(ref).gone == []


def test_lines_of_another_order_and_unpaid_orders_are_refused(fake):
    offer = t.places(terms=terms())
    one, two = t.buy(fake, t.want(offer)), t.buy(fake, t.want(offer))
    for units in ({name(two): [0]}, {name(one): [0], name(two): [0]}, {}):
        with pytest.raises(errors.NotReturnable):
            t.give_back(one, units)
    held = t.place(t.want(offer))
    with pytest.raises(errors.NotReturnable):
        t.give_back(held, {name(held): [0]})


def test_what_the_trade_does_not_take_back_stays_sold_and_paid(fake, trade):
    ref = t.buy(fake, t.want(t.seats(terms=terms()), 2, 0, 1))
    trade.used.add((name(ref), 0))
    with pytest.raises(errors.NotReturnable):
        t.give_back(ref, {name(ref): [0, 1]})
    assert (line(ref).gone, given_back(ref)) == ([], 0)
    assert faults() == []
    assert t.give_back(ref, {name(ref): [1]}).minor == t.PRICE


def test_a_unit_comes_back_once(fake):
    ref = t.buy(fake, t.want(t.places(terms=terms()), 2))
    t.give_back(ref, {name(ref): [0]})
    for again in (lambda: t.give_back(ref, {name(ref): [0]}), lambda: t.refund(ref, {name(ref): [1, 0]})):
        with pytest.raises(errors.AlreadyReturned):
            again()
    assert given_back(ref) == t.PRICE


def test_the_same_return_again_is_answered_the_same(fake):
    ref = t.buy(fake, t.want(t.places(terms=terms(fee_bp=1_000)), 2))
    first = t.give_back(ref, {name(ref): [0]}, key="key-same")
    assert t.give_back(ref, {name(ref): [0]}, key="key-same") == first
    assert (line(ref).gone, given_back(ref)) == ([0], first.minor)


def test_two_persons_may_use_the_same_key_for_different_units(fake):
    """The provider was once asked only for the first: the keys met, the amounts were alike."""
    ref = t.buy(fake, t.want(t.places(terms=terms()), 3))
    t.give_back(ref, {name(ref): [0]}, key="key-same")
    t.refund(ref, {name(ref): [1]}, key="key-same")
    assert given_back(ref) == order(ref).refunded == 2 * t.PRICE
    assert Message.objects.filter(kind="orders.returned").count() == 2


def test_staff_give_all_of_it_back_whatever_the_rules_say(fake):
    ref = t.buy(fake, t.want(t.places(terms=terms(fee_bp=2_000, until=-HOUR)), 2))
    assert t.refund(ref, {name(ref): [0, 1]}).minor == 2 * t.PRICE
    assert balances() == {}


# fees


def test_a_fee_for_returning_stays_with_the_seller_and_the_house(fake):
    """It once stayed in escrow for good: nothing releases a line that is wholly returned."""
    ref = t.buy(fake, t.want(t.places(terms=terms(fee_bp=1_000, commission_bp=500)), 2))
    assert t.give_back(ref, {name(ref): [0, 1]}).minor == 32_400
    assert balances() == {"clearing:fake": -3_600, f"payable:{t.HOUSE}": 3_420, "revenue:commission": 180}
    assert (line(ref).state, order(ref).state) == ("refunded", "refunded")
    assert faults() == []


def test_a_fee_for_a_part_is_released_with_the_rest(fake):
    ref = t.buy(fake, t.want(t.places(terms=terms(fee_bp=1_000, commission_bp=500, release_in=HOUR)), 2))
    t.give_back(ref, {name(ref): [0]})
    assert escrow_of(line(ref)) == t.PRICE + 1_800
    assert release(hours=2) == 1
    assert balances()[f"payable:{t.HOUSE}"] + balances()["revenue:commission"] == t.PRICE + 1_800
    assert faults() == []


# release


def test_release_posts_the_frozen_split_and_closes_the_order(fake):
    offer = t.places(terms=terms(commission_bp=500, release_in=HOUR))
    ref = t.buy(fake, t.want(offer, 2), t.want(t.places(subject="sub_2", terms=terms(release_in=3 * HOUR))))
    assert operations.release_due() == 0
    assert release(hours=2) == 1
    assert (line(ref).state, line(ref, 1).state, order(ref).state) == ("released", "sold", "paid")
    assert release(hours=4) == 1
    assert order(ref).state == "closed"
    assert balances() == {
        "clearing:fake": -3 * t.PRICE,
        f"payable:{t.HOUSE}": 2 * t.PRICE - 1_800 + t.PRICE,
        "revenue:commission": 1_800,
    }
    assert release(hours=5) == 0
    assert faults() == []


def test_what_is_not_paid_or_is_returned_is_not_released(fake):
    offer = t.places(terms=terms(release_in=HOUR))
    t.place(t.want(offer))
    ref = t.buy(fake, t.want(offer))
    t.give_back(ref, {name(ref): [0]})
    assert release(hours=2) == 0


def test_a_refund_after_release_comes_from_whom_it_was_released_to(fake):
    """The seller's account may fall below zero by it: the seller owes what the buyer got back."""
    ref = t.buy(fake, t.want(t.places(terms=terms(commission_bp=500, release_in=HOUR)), 2))
    release(hours=2)
    t.refund(ref, {name(ref): [0]})
    assert balances() == {
        "clearing:fake": -t.PRICE,
        f"payable:{t.HOUSE}": t.PRICE - 900,
        "revenue:commission": 900,
    }
    t.refund(ref, {name(ref): [1]})
    assert balances() == {}
    assert order(ref).state == "refunded"
    assert faults() == []


# withdrawing


@operation
def withdrawn(subject):
    withdraw(subject, why="rain", actor=SYSTEM)


def withdraw_all(subject="sub_1"):
    with t.told():
        withdrawn(subject)


def test_withdrawing_tells_and_refunds_every_buyer_once(fake):
    offer = t.seats(terms=terms(fee_bp=1_000, release_in=HOUR))
    other = t.places(subject="sub_2", terms=terms())
    sold = t.buy(fake, t.want(offer, 2, 0, 1), t.want(other))
    parted = t.buy(fake, t.want(offer, 2, 2, 3), actor=t.STRANGER)
    t.give_back(parted, {name(parted): [0]}, actor=t.STRANGER)
    out = t.buy(fake, t.want(offer, 1, 4))
    release(hours=2)
    held = t.place(t.want(offer, 1, 5))
    dry = queries.withdrawal_of("sub_1")
    assert (dry.orders, dry.units, dry.buyers, [m.minor for m in dry.amounts]) == (3, 4, 2, [4 * t.PRICE])
    before = given_back(sold) + given_back(parted) + given_back(out)
    withdraw_all()
    assert given_back(sold) + given_back(parted) + given_back(out) - before == 4 * t.PRICE
    assert [order(ref).state for ref in (sold, parted, out, held)] == ["paid", "refunded", "refunded", "cancelled"]
    assert [line(sold).state, line(sold, 1).state] == ["refunded", "sold"]
    mails = Message.objects.filter(kind="orders.returned").count()
    assert mails == 4
    withdraw_all()
    assert operations.refund_withdrawn(subject="sub_1") == 0
    assert Message.objects.filter(kind="orders.returned").count() == mails
    assert faults() == []


def test_a_payment_under_way_for_what_was_withdrawn_is_closed(fake):
    ref = t.place(t.want(t.seats(), 1, 0))
    intent = t.begin(ref)
    withdraw_all()
    assert order(ref).state == "cancelled"
    assert paid.intent(intent).state == "cancelled"


def test_one_order_that_resists_does_not_keep_the_others_from_their_money(fake, trade):
    offer = t.seats(terms=terms())
    first, second = t.buy(fake, t.want(offer, 1, 0)), t.buy(fake, t.want(offer, 1, 1))
    trade.used.add((name(first), 0))
    withdraw_all()
    assert (order(first).state, order(second).state) == ("paid", "refunded")
    trade.used.clear()
    assert operations.refund_withdrawn(subject="sub_1") == 1
    assert order(first).state == "refunded"


# who may


def test_a_return_is_the_buyers_and_a_refund_is_the_desks(fake):
    ref = t.buy(fake, t.want(t.places(terms=terms()), 4))
    for actor in (t.NOBODY, t.STRANGER, t.STAFF, t.OTHER_STAFF):
        with pytest.raises(NotFound):
            t.give_back(ref, {name(ref): [0]}, actor=actor)
    for actor in (t.NOBODY, t.STRANGER, t.BUYER, t.OTHER_STAFF):
        with pytest.raises(Forbidden):
            t.refund(ref, {name(ref): [0]}, actor=actor)
    assert given_back(ref) == 0
    t.give_back(ref, {name(ref): [0]}, actor=t.BUYER)
    t.refund(ref, {name(ref): [1]}, actor=t.STAFF)
    t.refund(ref, {name(ref): [2]}, actor=t.OPERATOR)
    assert line(ref).gone == [0, 1, 2]


def test_a_desk_refunds_only_what_its_own_house_sold(fake):
    offer = t.places(terms=terms(), seller=t.OTHER_HOUSE, subject="sub_2")
    ref = t.buy(fake, t.want(t.places(terms=terms())), t.want(offer))
    with pytest.raises(Forbidden):
        t.refund(ref, {name(ref): [0], name(ref, 1): [0]})
    with pytest.raises(Forbidden):
        t.refund(ref, {name(ref, 1): [0]})
    assert t.refund(ref, {name(ref): [0]}).minor == t.PRICE
