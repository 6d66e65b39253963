"""From check-out to paid: one completion path, what cannot be paid, and money that goes straight back."""

from datetime import timedelta

import pytest
import time_machine

from yaji.kernel.events.types import Heard
from yaji.kernel.inventory.models import Claim, Hold
from yaji.kernel.messages.models import Message
from yaji.kernel.money.types import Money
from yaji.kernel.orders import errors, operations, queries
from yaji.kernel.orders.models import Order
from yaji.kernel.orders.operations.paying import MARGIN
from yaji.kernel.orders.placing import HOLD, LATEST
from yaji.kernel.orders.tests import trade as t
from yaji.kernel.orders.tests.books import balances, escrow_of, faults
from yaji.kernel.payments import operations as payments
from yaji.kernel.payments import queries as paid
from yaji.kernel.payments.models import Intent
from yaji.kit import clock
from yaji.kit.errors import NotFound
from yaji.kit.ids import mint

pytestmark = pytest.mark.django_db


@pytest.fixture
def travel():
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield lambda **by: traveller.shift(timedelta(**by))


def order(ref):
    return Order.objects.get(public_id=ref)


def line(ref):
    return queries.lines_of(order(ref))[0]


def heard(ref, intent, amount=t.PRICE, currency="CNY"):
    body = {"intent": intent, "amount": amount, "currency": currency, "provider": "fake"}
    return Heard(1, "payments.captured", ref, "provider:fake", body, clock.now())


def mails(kind):
    return Message.objects.filter(kind=f"orders.{kind}").count()


# check-out


def test_check_out_wants_a_name_and_an_address_and_changes_nothing_without():
    ref = t.place(t.want(t.seats(), 1, 0))
    for changes, field in (({"name": "  "}, "name"), ({"email": "nobody"}, "email"), ({"email": ""}, "email")):
        with pytest.raises(errors.ContactMissing) as caught:
            t.check_out(ref, **changes)
        assert caught.value.facts["field"] == field
    assert not order(ref).contact


def test_check_out_asks_the_trade_and_refuses_answers_to_no_line():
    ref = t.place(t.want(t.seats(terms={"asks": True}), 1, 0))
    with pytest.raises(errors.AnswersMissing):
        t.check_out(ref)
    with pytest.raises(errors.AnswersMissing):
        t.check_out(ref, details={"lin_other": {"size": "M"}})
    t.check_out(ref, details={line(ref).public_id: {"size": "M"}})
    assert line(ref).details == {"size": "M"}


def test_nothing_is_paid_before_check_out(fake):
    ref = t.place(t.want(t.seats(), 1, 0))
    with pytest.raises(errors.ContactMissing):
        operations.pay(actor=t.BUYER, order=ref, provider="fake", return_path="/", key="key-0001")
    assert not Intent.objects.exists()


def test_a_hold_that_ran_out_can_neither_be_checked_out_nor_paid(fake, travel):
    ref = t.place(t.want(t.seats(), 1, 0))
    t.check_out(ref)
    travel(seconds=HOLD.total_seconds())
    for late in (lambda: t.check_out(ref), lambda: t.begin(ref)):
        with pytest.raises(errors.HoldExpired):
            late()
    assert operations.lapse_due() == 1
    with pytest.raises(errors.HoldExpired):
        t.check_out(ref)
    assert not fake.charges


def test_what_is_paid_or_given_up_is_not_payable(fake):
    offer = t.seats()
    done, left = t.buy(fake, t.want(offer, 1, 0)), t.place(t.want(offer, 1, 1))
    operations.abandon(actor=t.BUYER, order=left)
    for ref in (done, left):
        with pytest.raises(errors.NotPayable):
            t.check_out(ref)
        with pytest.raises(errors.NotPayable):
            operations.abandon(actor=t.BUYER, order=ref)


# the hold and the payment


def test_going_to_pay_pins_the_places_and_the_provider_stops_before_they_go(fake, travel):
    ref = t.place(t.want(t.seats(), 1, 0))
    travel(minutes=8)
    intent = paid.intent(t.begin(ref))
    row = order(ref)
    assert row.held_until == clock.now() + timedelta(minutes=6)
    assert intent.expires_at == row.held_until - MARGIN
    assert Hold.objects.get(owner=ref).until == Claim.objects.get(hold=line(ref).hold).until == row.held_until


def test_no_payment_outlives_its_hold_however_often_it_is_begun(fake, travel):
    """The order once promised more than its hold could give: the two ends must stay the same."""
    ref, began = t.place(t.want(t.seats(), 1, 0)), clock.now()
    for _ in range(9):
        travel(minutes=3, seconds=30)
        try:
            intent = paid.intent(t.begin(ref))
        except errors.HoldExpired:
            break
        row = order(ref)
        assert intent.expires_at < row.held_until == Hold.objects.get(owner=ref).until <= began + LATEST
    else:
        pytest.fail("the hold never ended")
    assert clock.now() < began + LATEST + timedelta(minutes=4)


def test_a_failed_payment_gives_time_once_and_may_be_tried_again(fake, travel):
    ref = t.place(t.want(t.seats(), 1, 0))
    first = t.begin(ref)
    travel(minutes=4)
    fail(fake, first)
    row = order(ref)
    assert row.extended
    assert row.held_until == clock.now() + timedelta(minutes=10)
    second = t.begin(ref)
    travel(minutes=4)
    until = order(ref).held_until
    fail(fake, second)
    assert order(ref).held_until == until, "extended twice"
    third = t.begin(ref)
    t.capture(fake, third)
    assert order(ref).state == "paid"
    assert [row.state for row in paid.intents_of(ref)] == ["failed", "failed", "captured"]


def fail(fake, intent):
    fake.happens(intent, "failed")
    with t.told():
        payments.check(intent=intent)


def test_a_failure_heard_after_the_hold_gives_no_time(fake, travel):
    ref = t.place(t.want(t.seats(), 1, 0))
    intent = t.begin(ref)
    travel(minutes=11)
    fail(fake, intent)
    assert not order(ref).extended
    assert operations.lapse_due() == 1


# one completion path


def test_paid_means_sold_handed_over_and_in_escrow(fake):
    ref = t.buy(fake, t.want(t.seats(), 2, 0, 1), t.want(t.places(subject="sub_2"), 3))
    assert order(ref).state == "paid"
    assert [(row.state, t.handed(row.public_id)) for row in queries.lines_of(order(ref))] == [("sold", (1, []))] * 2
    assert balances() == {"clearing:fake": -5 * t.PRICE, f"escrow:{t.HOUSE}": 5 * t.PRICE}
    assert [escrow_of(row) for row in queries.lines_of(order(ref))] == [2 * t.PRICE, 3 * t.PRICE]
    assert mails("paid") == 1
    assert faults() == []


def test_return_notice_and_reconciliation_end_in_one_settlement(fake):
    ref = t.place(t.want(t.seats(), 1, 0))
    intent = t.begin(ref)
    fake.happens(intent, "captured")
    Intent.objects.update(check_at=clock.now())
    for way in (lambda: fake.tell(intent, "e1"), lambda: payments.check(intent=intent), payments.reconcile):
        with t.told():
            way()
    with t.told():
        fake.tell(intent, "e2")
    assert t.handed(line(ref).public_id)[0] == 1
    assert t.facts(ref).count("orders.paid") == 1
    assert balances() == {"clearing:fake": -t.PRICE, f"escrow:{t.HOUSE}": t.PRICE}


def test_the_same_capture_heard_again_changes_nothing(fake):
    ref = t.buy(fake, t.want(t.seats(), 1, 0))
    before = balances(), t.facts(ref)
    assert operations.settle(heard=heard(ref, order(ref).intent)) == "again"
    assert (balances(), t.facts(ref)) == before


def gone_back(fake, ref, intent, why):
    """Whether the whole of a payment was given back, without anything sold for it."""
    refunds = [row for row in paid.refunds_of(ref) if row.intent.public_id == intent]
    assert [(row.state, row.reason, row.amount) for row in refunds] == [("done", why, paid.intent(intent).amount)]
    assert t.facts(ref).count("orders.late_capture") == 1
    assert mails("late") == 1
    assert faults() == []


def test_a_capture_after_the_hold_goes_back_by_itself(fake, travel):
    """Before and after the sweeper came by: expiry is the clock's, not the sweeper's."""
    for swept in (False, True):
        ref = t.place(t.want(t.seats(), 1, 0))
        intent = t.begin(ref)
        travel(minutes=10)
        if swept:
            with t.told():
                operations.lapse_due()
        t.capture(fake, intent)
        assert [row.reason for row in paid.refunds_of(ref)] == ["lapsed"]
        assert {row.state for row in paid.refunds_of(ref)} == {"done"}
        assert t.handed(line(ref).public_id)[0] == 0
        with t.told():
            operations.lapse_due()
        assert order(ref).state == "lapsed"
        assert balances() == {}
    assert faults() == []


def test_a_capture_after_giving_up_goes_back(fake):
    ref = t.place(t.want(t.seats(), 1, 0))
    intent = t.begin(ref)
    operations.abandon(actor=t.BUYER, order=ref)  # what follows the commit has not happened yet
    t.capture(fake, intent)
    gone_back(fake, ref, intent, "cancelled")
    assert balances() == {}


def test_a_second_capture_for_a_paid_order_goes_back(fake, other):
    ref = t.place(t.want(t.seats(), 1, 0))
    first, second = t.begin(ref), t.begin(ref, provider="other")
    other.happens(second, "captured")  # paid in two windows at once
    t.capture(fake, first)
    with t.told():
        payments.check(intent=second)
    assert order(ref).intent == first
    gone_back(other, ref, second, "paid_twice")
    assert balances() == {"clearing:fake": -t.PRICE, f"escrow:{t.HOUSE}": t.PRICE}


@pytest.mark.parametrize(("amount", "currency"), [(t.PRICE - 1, "CNY"), (t.PRICE + 1, "CNY"), (t.PRICE, "EUR")])
def test_a_capture_of_another_amount_settles_nothing_and_goes_back(fake, amount, currency):
    ref = t.place(t.want(t.seats(), 1, 0))
    t.check_out(ref)
    started = payments.start(
        actor=t.BUYER, subject=ref, amount=Money(amount, currency), provider="fake", return_path="/", key="key-odd"
    )
    t.capture(fake, started.intent)
    assert order(ref).state == "placed"
    gone_back(fake, ref, started.intent, "amount")
    assert balances(currency) == {}


def test_a_provider_that_reports_another_amount_is_not_believed(fake):
    ref = t.place(t.want(t.seats(), 1, 0))
    intent = t.begin(ref)
    fake.happens(intent, "captured")
    with t.told():
        assert fake.tell(intent, "e1", amount=1) == "mismatch"
    assert (order(ref).state, paid.intent(intent).state) == ("placed", "pending")


def test_a_hold_that_lost_a_place_is_never_sold(fake):
    """Seeded in reliability.md: settling by the hold alone would sell a place that somebody else has by now."""
    ref = t.place(t.want(t.seats(), 2, 0, 1))
    intent = t.begin(ref)
    Claim.objects.filter(hold=line(ref).hold, position=1).update(hold="hld_thief")
    t.capture(fake, intent)
    assert order(ref).state == "placed"
    assert Hold.objects.get(owner=ref).state == 1, "the attempt was rolled back whole"
    assert [row.reason for row in paid.refunds_of(ref)] == ["lapsed"]
    assert t.handed_in_all() == 0
    assert balances() == {}


# payments that nothing waits for are closed


def closed(fake, intent):
    return paid.intent(intent).state == "cancelled" and fake.charges[intent]["state"] == "cancelled"


def test_open_payments_are_closed_when_an_order_lapses(fake, travel):
    ref = t.place(t.want(t.seats(), 1, 0))
    one, two = t.begin(ref), t.begin(ref)
    travel(minutes=11)
    with t.told():
        assert operations.lapse_due() == 1
    assert closed(fake, one)
    assert closed(fake, two)


def test_open_payments_are_closed_when_an_order_is_given_up(fake):
    offer = t.seats()
    ref = t.place(t.want(offer, 1, 0))
    intent = t.begin(ref)
    with t.told():
        operations.abandon(actor=t.BUYER, order=ref)
        assert not fake.calls["cancel"], "the provider was called inside the operation"
    assert closed(fake, intent)
    assert t.place(t.want(offer, 1, 0), actor=t.STRANGER)


def test_other_open_payments_are_closed_when_an_order_is_paid(fake, other):
    ref = t.place(t.want(t.seats(), 1, 0))
    one, two = t.begin(ref), t.begin(ref, provider="other")
    t.capture(fake, one)
    assert closed(other, two)
    assert paid.intent(one).state == "captured"


def test_a_payment_that_was_captured_when_it_should_be_closed_goes_back(fake):
    ref = t.place(t.want(t.seats(), 1, 0))
    intent = t.begin(ref)
    fake.happens(intent, "captured")
    with t.told():
        operations.abandon(actor=t.BUYER, order=ref)
    gone_back(fake, ref, intent, "cancelled")


def test_a_provider_that_does_not_answer_is_asked_again_after_the_payments_end(fake, travel):
    ref = t.place(t.want(t.seats(), 1, 0))
    intent = t.begin(ref)
    fake.faults["cancel"] = "dead"
    with t.told():
        operations.abandon(actor=t.BUYER, order=ref)
    assert order(ref).state == "cancelled"
    assert not closed(fake, intent)
    fake.faults.clear()
    travel(minutes=15)
    with t.told():
        payments.reconcile()
    assert closed(fake, intent)


# what costs nothing


def test_an_order_that_costs_nothing_needs_no_provider_and_answers_twice_alike():
    ref = t.place(t.want(t.seats(price=0), 1, 0))
    with pytest.raises(errors.ContactMissing):
        operations.settle_free(actor=t.BUYER, order=ref)
    t.check_out(ref)
    for _ in range(2):
        with t.told():
            assert operations.settle_free(actor=t.BUYER, order=ref).state == "paid"
    assert t.handed(line(ref).public_id)[0] == 1
    assert balances() == {}
    assert faults() == []


def test_what_costs_something_is_not_free(fake):
    ref = t.place(t.want(t.seats(), 1, 0))
    t.check_out(ref)
    with pytest.raises(errors.NotPayable):
        operations.settle_free(actor=t.BUYER, order=ref)


def test_a_free_order_whose_places_went_is_refused_kindly():
    ref = t.place(t.want(t.seats(price=0), 1, 0))
    t.check_out(ref)
    Claim.objects.filter(hold=line(ref).hold).update(hold="hld_thief")
    with pytest.raises(errors.HoldExpired):
        operations.settle_free(actor=t.BUYER, order=ref)
    assert order(ref).state == "placed"


def test_a_stranger_can_neither_check_out_nor_pay_nor_leave(fake):
    ref = t.place(t.want(t.seats(), 1, 0))
    t.check_out(ref)
    for actor in (t.NOBODY, t.STRANGER, t.OTHER_STAFF, t.STAFF):
        for act in (
            lambda actor=actor: t.check_out(ref, actor),
            lambda actor=actor: operations.abandon(actor=actor, order=ref),
            lambda actor=actor: operations.settle_free(actor=actor, order=ref),
            lambda actor=actor: operations.pay(
                actor=actor, order=ref, provider="fake", return_path="/", key=mint("key")
            ),
        ):
            with pytest.raises(NotFound):
                act()
    assert order(ref).state == "placed"
    assert not fake.charges
