"""Extending, selling, giving back, taking out of sale; and what is left."""

from datetime import timedelta

import pytest
from django.db import transaction

from yaji.kernel.inventory import queries, steps
from yaji.kernel.inventory.models import Claim, Hold, Pool
from yaji.kernel.inventory.tests.making import (
    HOLD,
    LATEST,
    ask,
    extend,
    give_back,
    held,
    make_counted,
    make_named,
    release,
    sell,
    sold,
    take,
)
from yaji.kernel.inventory.types import BLOCKED, GONE, HELD, SOLD, Lost, Part
from yaji.kit import clock
from yaji.kit.testing import stopped_clock

pytestmark = pytest.mark.django_db


def test_a_layout_needs_a_zone_for_each_label() -> None:
    with pytest.raises(ValueError), transaction.atomic():
        steps.create_layout(labels=[{"en": "1"}, {"en": "2"}], zones=["a"])


def test_a_layout_is_read_back_as_it_was_stored() -> None:
    with transaction.atomic():
        number = steps.create_layout(labels=[{"en": "1"}, {"zh-hans": "二"}], zones=["a", "b"])
    plan = queries.layout(number)
    assert (plan.size, plan.labels[1], plan.zones) == (2, {"zh-hans": "二"}, ["a", "b"])


class TestExtend:
    def test_nothing_to_extend_is_fine(self) -> None:
        assert extend(clock.now())

    def test_claims_and_holds_move_together(self) -> None:
        with stopped_clock() as hands:
            named, counted = ask(make_named(5), 1, 2), ask(make_counted(5), qty=2)
            take(named, counted)
            until = clock.now() + timedelta(minutes=15)
            assert extend(until, named, counted)
            assert set(Hold.objects.values_list("until", flat=True)) == {until}
            assert set(Claim.objects.values_list("until", flat=True)) == {until}
            hands.move(timedelta(minutes=14))
            assert sell(named, counted)

    def test_no_hold_is_older_than_its_latest_however_often_it_is_extended(self) -> None:
        with stopped_clock() as hands:
            pool = make_named(5)
            named, counted = ask(pool, 1), ask(make_counted(5))
            take(named, counted)
            for _ in range(20):
                hands.move(timedelta(minutes=1))
                assert extend(clock.now() + HOLD, named, counted)
            assert extend(clock.now() + timedelta(days=1), named, counted)
            assert set(Hold.objects.values_list("until", flat=True)) == {named.latest}
            assert set(Claim.objects.values_list("until", flat=True)) == {named.latest}
            hands.move(LATEST - timedelta(minutes=20))
            assert not extend(clock.now() + HOLD, named)
            assert take(ask(pool, 1)) == [None]

    def test_one_that_lapsed_refuses_all(self) -> None:
        with stopped_clock() as hands:
            pool = make_named(5)
            short, long = ask(pool, 1, life=timedelta(minutes=1)), ask(pool, 2)
            take(short, long)
            hands.move(timedelta(minutes=2))
            assert not extend(clock.now() + HOLD, long, short)
            assert Hold.objects.get(ref=long.ref).until == long.until

    def test_a_lapsed_counted_hold_cannot_be_extended(self) -> None:
        with stopped_clock() as hands:
            counted = ask(make_counted(5))
            take(counted)
            hands.move(HOLD)
            assert not extend(clock.now() + HOLD, counted)


class TestSell:
    def test_live_holds_become_sales_that_do_not_lapse(self) -> None:
        with stopped_clock() as hands:
            pool, counted = make_named(5), make_counted(5)
            kept = [ask(pool, 1, 2), ask(counted, qty=3)]
            take(*kept)
            assert sell(*kept)
            hands.move(timedelta(days=365))
            assert queries.taken(pool) == {1: SOLD, 2: SOLD}
            assert take(ask(pool, 2)) == [Lost(pool, positions=(2,))]
            assert take(ask(counted, qty=3)) == [Lost(counted, left=2)]

    def test_a_hold_is_sold_once(self) -> None:
        named, counted = ask(make_named(5), 1), ask(make_counted(5))
        take(named, counted)
        assert sell(named)
        assert sell(counted)
        assert not sell(named)
        assert not sell(counted)

    def test_a_hold_nobody_made_is_not_sold(self) -> None:
        assert not sell(ask(make_named(5), 1))
        assert not sell(ask(make_counted(5)))

    def test_a_hold_that_lost_one_place_is_not_sold(self) -> None:
        """What the hold says of itself is not enough; the claims are counted."""
        pool = make_named(5)
        wanted = ask(pool, 1, 2)
        take(wanted)
        Claim.objects.filter(pool=pool, position=2).update(hold="hld_thief")
        assert not sell(wanted)
        assert queries.taken(pool) == {1: HELD, 2: HELD}

    def test_a_live_claim_under_a_lapsed_hold_is_not_sold(self) -> None:
        wanted = ask(make_named(5), 1)
        take(wanted)
        Hold.objects.update(until=clock.now())
        assert not sell(wanted)

    def test_one_that_lapsed_refuses_all(self) -> None:
        with stopped_clock() as hands:
            pool = make_counted(5)
            short, long = ask(pool, life=timedelta(minutes=1)), ask(pool)
            take(short, long)
            hands.move(timedelta(minutes=2))
            assert not sell(short, long)
            assert sell(long)

    def test_the_clock_may_jump_a_day(self) -> None:
        """Forwards everything lapses; back again it lives, unless somebody else took it meanwhile."""
        with stopped_clock() as hands:
            pool = make_named(5)
            kept, stolen = ask(pool, 1), ask(pool, 2)
            take(kept, stolen)
            hands.move(timedelta(days=1))
            assert not sell(kept)
            thief = ask(pool, 2)
            assert take(thief) == [None]
            hands.move(timedelta(days=-1))
            assert sell(kept)
            assert not sell(stolen)
            assert sell(thief)
            assert not queries.miscounted_holds()
            assert not queries.orphan_claims()


class TestRelease:
    def test_nothing_to_release_is_fine(self) -> None:
        release()

    def test_held_and_sold_places_are_free_again(self) -> None:
        pool, counted = make_named(5), make_counted(5)
        kept = [ask(pool, 1), ask(counted, qty=2)]
        take(*kept)
        gone = [sold(2, pool=pool), sold(pool=counted, qty=3)]
        release(*kept, *gone)
        assert queries.taken(pool) == {}
        assert Pool.objects.get(pk=counted).taken == 0
        assert set(Hold.objects.values_list("state", flat=True)) == {GONE}
        assert take(ask(pool, 1, 2), ask(counted, qty=5)) == [None, None]

    def test_twice_is_as_good_as_once(self) -> None:
        pool = make_counted(5)
        kept = ask(pool, qty=2)
        take(kept, ask(pool, qty=1))
        release(kept)
        release(kept)
        assert Pool.objects.get(pk=pool).taken == 1

    def test_a_lapsed_hold_gives_back_only_what_nobody_took_since(self) -> None:
        with stopped_clock() as hands:
            pool, counted = make_named(5), make_counted(2)
            old = [ask(pool, 1, 2), ask(counted, qty=2)]
            take(*old)
            hands.move(HOLD)
            fresh = [ask(pool, 2), ask(counted, qty=2)]
            assert take(*fresh) == [None, None]
            release(*old)
            assert queries.taken(pool) == {2: HELD}
            assert Pool.objects.get(pk=counted).taken == 2
            assert sell(*fresh)


class TestGiveBack:
    def test_some_named_places_then_the_rest(self) -> None:
        pool = make_named(5)
        tickets = sold(1, 2, 3, pool=pool)
        assert give_back(tickets, 2)
        assert queries.taken(pool) == {1: SOLD, 3: SOLD}
        assert Hold.objects.get().qty == 2
        assert give_back(tickets, 1, 3)
        assert queries.hold_states([tickets.ref]) == {tickets.ref: GONE}
        assert take(ask(pool, 1, 2, 3)) == [None]

    def test_some_counted_places_then_the_rest(self) -> None:
        pool = make_counted(5)
        tickets = sold(pool=pool, qty=3)
        assert give_back(tickets, qty=1)
        assert (Hold.objects.get().qty, Pool.objects.get().taken) == (2, 2)
        assert give_back(tickets, qty=2)
        assert (Hold.objects.get().state, Pool.objects.get().taken) == (GONE, 0)

    @pytest.mark.parametrize("positions", [(3,), (1, 3), (1, 1)], ids=["foreign", "half foreign", "twice"])
    def test_only_its_own_and_each_once(self, positions: tuple[int, ...]) -> None:
        pool = make_named(5)
        tickets = sold(1, 2, pool=pool)
        sold(3, pool=pool)
        assert not give_back(tickets, *positions)
        assert queries.taken(pool) == {1: SOLD, 2: SOLD, 3: SOLD}
        assert Hold.objects.get(ref=tickets.ref).qty == 2

    def test_places_of_several_holds_are_given_back_all_or_nothing(self) -> None:
        counted, named = make_counted(5), make_named(5)
        some, seats, more = sold(pool=counted, qty=3), sold(1, 2, pool=named), sold(pool=counted, qty=1)
        for bad in (Part(held(seats), (3,), 1), Part(held(more), (), 2), Part(held(more), (), 0)):
            with transaction.atomic():
                assert not steps.give_back_many([Part(held(some), (), 2), bad])
                transaction.set_rollback(True)
        with transaction.atomic():
            parts = [Part(held(more), (), 1), Part(held(seats), (2,), 1), Part(held(some), (), 2)]
            assert steps.give_back_many(parts)
        assert Pool.objects.get(pk=counted).taken == 1
        assert queries.taken(named) == {1: SOLD}
        assert queries.hold_states([more.ref]) == {more.ref: GONE}

    def test_not_twice(self) -> None:
        tickets = sold(1, 2, pool=make_named(5))
        assert give_back(tickets, 1)
        assert not give_back(tickets, 1)

    @pytest.mark.parametrize("qty", [4, -1])
    def test_no_more_than_there_are_and_at_least_one(self, qty: int) -> None:
        pool = make_counted(5)
        tickets = sold(pool=pool, qty=3)
        assert not give_back(tickets, qty=qty)
        assert (Hold.objects.get().qty, Pool.objects.get().taken) == (3, 3)

    def test_what_is_only_held_is_not_given_back_but_released(self) -> None:
        counted = ask(make_counted(5), qty=2)
        named = ask(make_named(5), 1)
        take(counted, named)
        assert not give_back(counted, qty=1)
        assert not give_back(named, 1)


class TestBlock:
    def test_free_and_lapsed_places_are_out_of_sale_until_unblocked(self) -> None:
        with stopped_clock() as hands:
            pool = make_named(6)
            take(ask(pool, 1))
            hands.move(HOLD)
            tickets = sold(2, pool=pool)
            take(ask(pool, 3))
            with transaction.atomic():
                assert steps.block(pool, [0, 1, 2, 3], ref="blk_1") == {2, 3}
                assert steps.block(pool, [], ref="blk_1") == set()
            hands.move(timedelta(days=400))
            assert queries.taken(pool) == {0: BLOCKED, 1: BLOCKED, 2: SOLD}
            assert queries.count_left([pool]) == {pool: 3}
            assert take(ask(pool, 1)) == [Lost(pool, positions=(1,))]
            release(tickets)
            with transaction.atomic():
                assert steps.unblock(pool, [0, 1, 2, 5]) == 2
            assert take(ask(pool, 0, 1, 2)) == [None]

    def test_a_blocked_place_is_not_sold_by_naming_its_ref(self) -> None:
        pool = make_named(3)
        with transaction.atomic():
            steps.block(pool, [1], ref="blk_1")
        assert not sell(ask(pool, 1, ref="blk_1"))
        release(ask(pool, 1, ref="blk_1"))
        assert queries.taken(pool) == {1: BLOCKED}


class TestCapacity:
    def test_a_counted_pool_grows_and_shrinks_to_what_is_taken(self) -> None:
        pool = make_counted(5)
        take(ask(pool, qty=4))
        with transaction.atomic():
            assert steps.change_capacity(pool, 9)
            assert not steps.change_capacity(pool, 3)
            assert steps.change_capacity(pool, 4)
        assert take(ask(pool)) == [Lost(pool, left=0)]

    def test_a_hall_does_not_change_its_size(self) -> None:
        with transaction.atomic():
            assert not steps.change_capacity(make_named(5), 9)


class TestCounting:
    def test_what_is_left_counts_lapsed_holds_as_free(self) -> None:
        with stopped_clock() as hands:
            named, counted, untouched = make_named(10), make_counted(10), make_counted(3)
            take(ask(named, 1), ask(counted, qty=2))
            hands.move(HOLD)
            take(ask(named, 2, 3), ask(counted, qty=3))
            sold(4, pool=named)
            sold(pool=counted, qty=1)
            with transaction.atomic():
                steps.block(named, [9], ref="blk_1")
            assert queries.count_left([named, counted, untouched]) == {named: 6, counted: 6, untouched: 3}
            assert queries.count_sold([named, counted, untouched]) == {named: 1, counted: 1}
            assert queries.count_left([]) == queries.count_sold([]) == {}

    def test_locking_no_pool_is_fine_and_many_come_with_their_numbers(self) -> None:
        pools = [make_counted(5), make_counted(6)]
        take(ask(pools[1], qty=2))
        with transaction.atomic():
            assert queries.lock_pools([]) == {}
            assert queries.lock_pools([pools[1], pools[0], pools[1]]) == {pools[0]: (5, 0), pools[1]: (6, 2)}
            queries.lock_claims([held(ask(pools[0]))])
