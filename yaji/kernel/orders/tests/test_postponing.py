"""What was sold happens at another time: escrow waits for it, and the deadline for returns only ever moves later."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction

from yaji.kernel.orders import errors
from yaji.kernel.orders.models import OrderLine
from yaji.kernel.orders.operations.releasing import _release
from yaji.kernel.orders.returns import returnable
from yaji.kernel.orders.schemas import LineOut
from yaji.kernel.orders.steps import postpone
from yaji.kernel.orders.tests import trade as t
from yaji.kernel.orders.tests.books import faults
from yaji.kernel.orders.tests.buying import HOUR, line, name, order, release, terms
from yaji.kit import clock
from yaji.kit.operation import NoTransaction, operation

pytestmark = pytest.mark.django_db


@operation
def postponed(release_at, returns_until, subject="sub_1"):
    postpone(subject, release_at=release_at, returns_until=returns_until)


def a_sale(fake, **more):
    return t.buy(fake, t.want(t.places(terms=terms(until=HOUR, release_in=2 * HOUR), **more)))


def test_escrow_waits_for_the_new_time(fake):
    ref = a_sale(fake)
    postponed(t.soon(days=60), t.soon(days=58))
    assert release(days=2) == 0
    assert line(ref).state == "sold"
    assert release(days=61) == 1
    assert faults() == []


def test_another_subject_keeps_its_time(fake):
    ref = a_sale(fake, subject="sub_2")
    before = line(ref)
    postponed(t.soon(days=60), t.soon(days=58))
    assert (line(ref).release_at, line(ref).returns_until) == (before.release_at, None)


def test_a_basket_moves_along(fake):
    ref = t.place(t.want(t.places(terms=terms(release_in=HOUR))))
    at = t.soon(days=60)
    postponed(at, at)
    assert line(ref).release_at == at


def test_a_line_without_release_stays_without(fake):
    ref = t.buy(fake, t.want(t.places(terms=terms())))
    postponed(t.soon(days=60), t.soon(days=58))
    assert line(ref).release_at is None
    assert line(ref).returns == {"allowed": True, "fee_bp": 0}


def test_the_new_deadline_holds_for_pages_programs_and_returns(fake):
    ref = a_sale(fake)
    until = t.soon(days=58)
    postponed(t.soon(days=60), until)
    assert LineOut.of(line(ref)).returns["until"] == until.isoformat()
    with time_machine.travel(clock.now() + timedelta(days=57)):
        assert len(returnable(order(ref))) == 1
        assert t.give_back(ref, {name(ref): [0]}).minor == t.PRICE


def test_after_the_new_deadline_nothing_comes_back(fake):
    ref = a_sale(fake)
    until = t.soon(days=58)
    postponed(t.soon(days=60), until)
    with time_machine.travel(until):
        assert returnable(order(ref)) == []
        with pytest.raises(errors.NotReturnable):
            t.give_back(ref, {name(ref): [0]})


def test_an_earlier_date_takes_no_right_away_and_frees_the_money_sooner(fake):
    ref = a_sale(fake)
    sold_with = line(ref).returns
    at = t.soon(minutes=40)
    postponed(at, t.soon(minutes=10))
    assert (line(ref).release_at, line(ref).returns) == (at, sold_with)


def test_later_and_then_earlier_again_leaves_the_later_deadline(fake):
    ref = a_sale(fake)
    until = t.soon(days=58)
    postponed(t.soon(days=60), until)
    postponed(t.soon(days=30), t.soon(days=28))
    assert line(ref).returns_until == until


def test_where_none_is_taken_back_a_later_date_changes_nothing(fake):
    ref = t.buy(fake, t.want(t.places(terms=terms(allowed=False, until=HOUR))))
    postponed(t.soon(days=60), t.soon(days=58))
    with pytest.raises(errors.NotReturnable):
        t.give_back(ref, {name(ref): [0]})


def test_what_was_released_stays_released(fake):
    ref = a_sale(fake)
    assert release(hours=3) == 1
    due = line(ref).release_at
    postponed(t.soon(days=60), t.soon(days=58))
    assert (line(ref).state, line(ref).release_at) == ("released", due)
    assert t.give_back(ref, {name(ref): [0]}).minor == t.PRICE


def test_a_line_found_due_and_then_postponed_is_not_released(fake):
    ref = a_sale(fake)
    pk = line(ref).pk
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        postponed(t.soon(days=60), t.soon(days=58))
        assert _release(line=pk) is False
    assert line(ref).state == "sold"


def test_it_needs_an_operation():
    with pytest.raises(NoTransaction):
        postpone("sub_1", release_at=t.soon(), returns_until=t.soon())


def refused(ref, **change):
    with pytest.raises(DatabaseError), transaction.atomic():
        OrderLine.objects.filter(order__public_id=ref).update(**change)


def test_the_database_keeps_what_postponing_may_not_touch(fake):
    ref = a_sale(fake)
    postponed(t.soon(days=60), t.soon(days=58))
    refused(ref, returns_until=t.soon(days=57))
    refused(ref, returns_until=None)
    refused(ref, terms={})
    release(days=61)
    refused(ref, release_at=t.soon(days=90))
    refused(ref, release_at=None)
    assert OrderLine.objects.filter(order__public_id=ref).update(returns_until=t.soon(days=59)) == 1
