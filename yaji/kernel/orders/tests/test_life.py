"""Any life of any orders ends as an independent model says; and the model sees the bugs that are seeded here."""

from contextlib import ExitStack
from typing import Any
from unittest import mock

import pytest

from yaji.kernel.inventory import steps as inventory
from yaji.kernel.inventory.models import Claim, Hold
from yaji.kernel.orders import steps
from yaji.kernel.orders.operations import settling
from yaji.kernel.orders.tests.life import BUYERS, Life, live
from yaji.kernel.payments import steps as payments

pytestmark = pytest.mark.django_db


def test_any_life_is_as_the_model_says():
    live(Life, examples=10, steps=20)


# seeded bugs: a short life that meets each, judged by the same model


class Chosen:
    """Draws what was chosen beforehand."""

    def __init__(self, *units):
        self.units = set(units)

    def draw(self, strategy):
        return self.units


def paid_too_late(life):
    """Held until the end, taken by another, and only then captured."""
    ref = life.place(BUYERS[0], {0}, 1)
    yield life.begin(ref, "fake")
    yield life.time_passes(11)
    yield life.place(BUYERS[1], {0}, 0)
    yield life.provider_says(ref, True, "captured")


def returned_with_a_fee(life):
    ref = life.buy(BUYERS[0], {0, 1})
    yield life.give_back(ref, False, Chosen((0, 0)))
    yield life.give_back(ref, False, Chosen((0, 1), (1, 0)))


def refunded_by_the_desk(life):
    ref = life.buy(BUYERS[0], {2})
    yield life.give_back(ref, True, Chosen((0, 0), (1, 0)))


def given_up(life):
    ref = life.place(BUYERS[0], {3}, 2)
    yield life.give_up(ref)


def paid_in_two_windows(life):
    ref = life.place(BUYERS[0], {1}, 0)
    yield life.pay_twice(ref)


def by_the_hold_alone(holds):
    """The first version of this code: the hold is asked, the claims are taken along uncounted."""
    refs = [hold.ref for hold in holds]
    Claim.objects.filter(hold__in=refs).update(state=2)
    return Hold.objects.filter(ref__in=refs, state=1).update(state=2) == len(refs)


def whatever_the_time(row, amount):
    return "paid_twice" if row.intent else "" if row.state == "placed" else row.state


SEEDS: dict[str, tuple[Any, list[Any]]] = {
    "settling asks the hold alone": (
        paid_too_late,
        [(settling, "_why_not", whatever_the_time), (inventory, "sell", by_the_hold_alone)],
    ),
    "a second capture is kept": (
        paid_in_two_windows,
        [(settling, "_return_capture", lambda row, heard, why: "returned")],
    ),
    "a fee stays in escrow": (returned_with_a_fee, [(steps, "release_postings", lambda line: [])]),
    "a refund is never asked for": (
        refunded_by_the_desk,
        [(payments, "request_refund", lambda **asked: None)],
    ),
    "what was given up stays held": (given_up, [(inventory, "release", lambda holds: None)]),
    "a returned unit stays taken": (refunded_by_the_desk, [(steps, "_free", lambda cuts: None)]),
    "shares are not reduced": (
        refunded_by_the_desk,
        [(steps, "_take_back", lambda line, amount, provider: [])],
    ),
}


def walk(path):
    """Live one life step by step, asking the model after each."""
    life = Life()
    try:
        for _ in path(life):
            for agree in (life.states_agree, life.places_agree, life.money_agrees, life.books_agree):
                agree()
    finally:
        life.teardown()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seeded_bug_is_found_and_without_it_there_is_none(seed):
    path, wrongs = SEEDS[seed]
    walk(path)
    with ExitStack() as stack:
        for module, name, wrong in wrongs:
            stack.enter_context(mock.patch.object(module, name, wrong))
        with pytest.raises(AssertionError):
            walk(path)


@pytest.mark.parametrize(
    ("module", "name", "without"),
    [(settling, "_why_not", whatever_the_time), (inventory, "sell", by_the_hold_alone)],
    ids=["claims and holds are left", "the order's own clock is left"],
)
def test_one_guard_of_the_two_is_enough_against_a_late_capture(module, name, without):
    """The end is asked by the order and again by the sale of its places."""
    with mock.patch.object(module, name, without):
        walk(paid_too_late)
