"""A buyer who clicks again gets the attempt that is under way, and nobody makes attempts without end."""

from datetime import timedelta

import pytest
import time_machine

from yaji.kernel.payments import queries
from yaji.kernel.payments.errors import TooManyAttempts
from yaji.kernel.payments.operations.starting import LIFETIME, MOST, SPARE
from yaji.kernel.payments.tests.fakes import STRANGER, begin, cny
from yaji.kit import clock

pytestmark = [pytest.mark.django_db, pytest.mark.urls("yaji.kernel.payments.tests.urls")]


def test_another_click_with_a_new_key_gets_the_attempt_that_is_under_way(fake):
    first = begin(key="a")
    assert begin(key="b") == first
    assert len(fake.charges) == 1
    # the new key stands for that attempt from now on
    fake.tell(first.intent, state="failed")
    assert begin(key="b").intent == first.intent


@pytest.mark.parametrize("other", [{"amount": cny(1)}, {"provider": "sandbox"}, {"actor": STRANGER}])
def test_what_differs_is_an_attempt_of_its_own(fake, other):
    first = begin(key="a")
    assert begin(key="b", **other).intent != first.intent


def test_one_that_is_almost_over_is_not_handed_out_again(fake):
    first = begin(key="a")
    with time_machine.travel(clock.now() + LIFETIME - SPARE + timedelta(seconds=1)):
        assert begin(key="b").intent != first.intent


def test_there_is_an_end_to_attempts_and_the_last_may_still_be_asked_for(fake):
    for n in range(MOST):
        last = begin(key=f"k{n}")
        if n < MOST - 1:
            fake.tell(last.intent, f"e{n}", state="failed")
    assert begin(key="again") == last
    fake.tell(last.intent, "end", state="failed")
    with pytest.raises(TooManyAttempts):
        begin(key="more")
    assert begin(key="again").intent == last.intent
    assert len(queries.intents_of("ord_1")) == MOST
    assert begin("ord_2", key="other").url
