"""Taking places: all or nothing, in order of arrival, the same for one request and for many."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from yaji.kernel.inventory import queries, steps
from yaji.kernel.inventory.models import Claim, Hold, Pool
from yaji.kernel.inventory.tests.making import (
    HOLD,
    all_or_none,
    ask,
    extend,
    make_counted,
    make_named,
    release,
    sell,
    take,
)
from yaji.kernel.inventory.types import GONE, HELD, SOLD, Lost
from yaji.kit import clock
from yaji.kit.operation import NoTransaction
from yaji.kit.testing import count_statements, stopped_clock

pytestmark = pytest.mark.django_db


def test_outside_an_operation_nothing_is_taken() -> None:
    with pytest.raises(NoTransaction):
        steps.take_many([ask(make_counted(5))])
    assert not Hold.objects.exists()


def test_one_named_take_makes_a_hold_and_its_claims() -> None:
    pool = make_named(10)
    wanted = ask(pool, 3, 4)
    assert take(wanted) == [None]
    assert queries.taken(pool) == {3: HELD, 4: HELD}
    hold = Hold.objects.get()
    assert (hold.ref, hold.pool_id, hold.qty, hold.state) == (wanted.ref, pool, 2, HELD)
    assert (hold.until, hold.latest) == (wanted.until, wanted.latest)
    assert set(Claim.objects.values_list("hold", "until")) == {(wanted.ref, wanted.until)}


def test_a_named_take_is_all_or_nothing_and_says_what_was_gone() -> None:
    pool = make_named(10)
    take(ask(pool, 4))
    assert take(ask(pool, 3, 4, 5)) == [Lost(pool, positions=(4,))]
    assert queries.taken(pool) == {4: HELD}
    assert Hold.objects.count() == 1


def test_in_a_batch_the_first_to_arrive_wins_and_refusals_are_values() -> None:
    pool, other = make_named(10), make_named(10)
    first, late, aside, elsewhere = ask(pool, 1, 2), ask(pool, 2, 3), ask(pool, 3), ask(other, 2)
    # the loser also hears of 3: when it is answered that place is gone too
    assert take(first, late, aside, elsewhere) == [None, Lost(pool, positions=(2, 3)), None, None]
    assert queries.taken(pool) == {1: HELD, 2: HELD, 3: HELD}
    assert set(Hold.objects.values_list("ref", flat=True)) == {first.ref, aside.ref, elsewhere.ref}


def test_a_refused_take_of_a_batch_keeps_nobody_from_its_places() -> None:
    """The loser wanted 5 and 6; whoever asks for 6 after it gets it, in the same batch."""
    pool = make_named(10)
    assert all_or_none(take(ask(pool, 5), ask(pool, 5, 6), ask(pool, 6))) == [True, False, True]


def test_a_batch_and_its_members_one_by_one_are_answered_alike() -> None:
    together, alone = make_named(12), make_named(12)
    wishes = [(1, 2), (2, 3), (3,), (7, 8, 9), (9, 10), (10, 11), (11,), (0,), (0, 5)]
    batch = take(*[ask(together, *wish) for wish in wishes])
    single = [take(ask(alone, *wish))[0] for wish in wishes]
    assert all_or_none(batch) == all_or_none(single)
    for told_last, told_at_once in zip(batch, single, strict=True):
        assert (told_last is None) or (told_at_once and set(told_at_once.positions) <= set(told_last.positions))
    assert queries.taken(together) == queries.taken(alone)


def test_each_hold_of_a_batch_keeps_its_own_end() -> None:
    pool = make_named(10)
    with stopped_clock() as hands:
        short, long = ask(pool, 1, life=timedelta(minutes=1)), ask(pool, 2, life=timedelta(minutes=20))
        assert take(long, short) == [None, None]
        hands.move(timedelta(minutes=2))
        assert queries.taken(pool) == {2: HELD}
        assert all_or_none(take(ask(pool, 1), ask(pool, 2))) == [True, False]
        assert sell(long)


def test_a_lapsed_place_is_free_for_the_next_and_its_old_holder_cannot_sell_it() -> None:
    pool = make_named(4)
    with stopped_clock() as hands:
        slow = ask(pool, 1, 2)
        take(slow)
        hands.move(HOLD)  # to the very moment of its end: a hold lives until, not through, that moment
        quick = ask(pool, 2)
        assert take(quick) == [None]
        assert not sell(slow)
        assert not extend(clock.now() + HOLD, slow)
        assert sell(quick)
        assert queries.taken(pool) == {2: SOLD}


def test_a_moment_before_its_end_a_place_is_still_held() -> None:
    pool = make_named(4)
    with stopped_clock() as hands:
        slow = ask(pool, 1)
        take(slow)
        hands.move(HOLD - timedelta(microseconds=1))
        assert take(ask(pool, 1)) == [Lost(pool, positions=(1,))]
        assert sell(slow)


def test_counted_places_are_a_number_and_never_more_than_there_are() -> None:
    pool = make_counted(10)
    assert take(ask(pool, qty=7)) == [None]
    assert take(ask(pool, qty=4)) == [Lost(pool, left=3)]
    assert take(ask(pool, qty=3)) == [None]
    assert Pool.objects.get(pk=pool).taken == 10
    assert not Claim.objects.exists()


def test_a_counted_batch_is_decided_in_order_of_arrival() -> None:
    pool, other = make_counted(5), make_counted(1)
    answers = take(ask(pool, qty=3), ask(pool, qty=3), ask(other), ask(pool, qty=2), ask(pool), ask(other))
    assert answers == [None, Lost(pool, left=2), None, None, Lost(pool, left=0), Lost(other, left=0)]
    assert dict(Pool.objects.values_list("pk", "taken")) == {pool: 5, other: 1}


def test_counted_and_named_places_may_share_a_batch() -> None:
    named, counted = make_named(5), make_counted(2)
    answers = take(ask(named, 1), ask(counted, qty=2), ask(named, 1), ask(counted))
    assert all_or_none(answers) == [True, True, False, False]


def test_lapsed_counted_holds_are_reclaimed_only_when_short() -> None:
    pool = make_counted(10)
    with stopped_clock() as hands:
        lapsed = ask(pool, qty=6)
        take(lapsed)
        hands.move(HOLD)
        take(ask(pool, qty=4))
        assert queries.hold_states([lapsed.ref]) == {lapsed.ref: HELD}  # there was room: nobody looked
        assert Pool.objects.get(pk=pool).taken == 10
        assert all_or_none(take(ask(pool, qty=5))) == [True]
        assert queries.hold_states([lapsed.ref]) == {lapsed.ref: GONE}
        assert Pool.objects.get(pk=pool).taken == 9
        assert not sell(lapsed)
        assert queries.miscounted_pools() == []


def test_reclaiming_frees_lapsed_holds_of_short_pools_only() -> None:
    short, roomy = make_counted(2), make_counted(9)
    with stopped_clock() as hands:
        old = [ask(short, qty=2), ask(roomy, qty=2)]
        take(*old)
        hands.move(HOLD)
        fresh = ask(short, qty=2)
        take(fresh, ask(roomy, qty=2))
        assert queries.hold_states([t.ref for t in old]) == {old[0].ref: GONE, old[1].ref: HELD}
        assert dict(Pool.objects.values_list("pk", "taken")) == {short: 2, roomy: 4}
        assert sell(fresh)


@pytest.mark.parametrize("qty", [-1, 11])
def test_no_shell_can_count_past_a_pool(qty: int) -> None:
    pool = make_counted(10)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pool.objects.filter(pk=pool).update(taken=qty)


@pytest.mark.parametrize(
    ("positions", "qty"), [((1, 1), 2), ((1,), 2), ((1, 2), 1), ((), 1)], ids=["twice", "fewer", "more", "none"]
)
def test_a_take_whose_places_do_not_fit_its_number_is_a_mistake_of_the_caller(
    positions: tuple[int, ...], qty: int
) -> None:
    with pytest.raises(ValueError):
        take(ask(make_named(5), *positions, qty=qty))
    assert not Claim.objects.exists()


def test_a_counted_pool_has_no_positions_and_a_take_at_least_one_place() -> None:
    pool = make_counted(5)
    with pytest.raises(ValueError):
        take(ask(pool, 1))
    with pytest.raises(ValueError):
        take(ask(pool, qty=-1))
    assert Pool.objects.get(pk=pool).taken == 0


def test_an_id_that_a_rolled_back_pool_had_is_not_remembered() -> None:
    with transaction.atomic():
        layout = steps.create_layout(labels=[{"en": "A"}], zones=["x"])
        pool = steps.open_pool(layout=layout, capacity=1)
        assert queries.layout_of_pool(pool) == layout
        transaction.set_rollback(True)
    with transaction.atomic():
        again = Pool.objects.create(pk=pool, capacity=3, numbered=False)
        transaction.set_rollback(True)
    reopened = make_counted(3)  # on SQLite this has the same id again
    assert queries.layout_of_pool(reopened) is None
    assert again.pk == pool


@pytest.mark.parametrize("kind", ["named", "counted"])
def test_taking_costs_the_same_statements_for_few_and_many(kind: str) -> None:
    counts = []
    for times in (2, 20):
        pool = make_named(100) if kind == "named" else make_counted(100)
        wanted = [ask(pool, *((2 * i, 2 * i + 1) if kind == "named" else ()), qty=2) for i in range(times)]
        queries.layout_of_pool(pool)
        with count_statements() as statements:
            assert take(*wanted) == [None] * times
        counts.append(len(statements))
    assert counts == [3, 3]


@pytest.mark.parametrize("kind", ["named", "counted"])
def test_one_take_costs_no_look_beforehand(kind: str) -> None:
    pool = make_named(5) if kind == "named" else make_counted(5)
    wanted = ask(pool, *((1,) if kind == "named" else ()))
    queries.layout_of_pool(pool)
    with count_statements() as statements:
        take(wanted)
    assert len(statements) == (2 if kind == "named" else 3)


def test_selling_and_releasing_cost_the_same_statements_for_few_and_many() -> None:
    counts = []
    for times in (2, 20):
        pool, counted = make_named(100), make_counted(100)
        kept = [ask(pool, i) for i in range(times)] + [ask(counted) for _ in range(times)]
        take(*kept)
        with count_statements() as selling:
            assert sell(*kept)
        with count_statements() as releasing:
            release(*kept)
        counts.append((len(selling), len(releasing)))
    assert counts[0] == counts[1]
