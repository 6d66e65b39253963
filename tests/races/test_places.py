"""Eight who want the same place at the same moment, and those who sell while others take."""

import threading
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from yaji.kernel.inventory import queries, steps, taking
from yaji.kernel.inventory.models import Claim, Hold, Pool
from yaji.kernel.inventory.tests.making import (
    HOLD,
    all_or_none,
    ask,
    give_back,
    held,
    make_counted,
    make_named,
    sell,
    sold,
    take,
)
from yaji.kernel.inventory.types import SOLD, Part, Take
from yaji.kit import sql
from yaji.kit.testing import Outcome, race, stopped_clock

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 20


def wins(outcomes: Sequence[Outcome]) -> list[Any]:
    """Who won; an error of the database is nobody's answer."""
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
    return [outcome.value for outcome in outcomes]


def nothing_is_wrong() -> bool:
    return (queries.miscounted_pools(), queries.miscounted_holds(), queries.orphan_claims()) == ([], [], [])


def test_eight_take_one_seat_and_one_gets_it() -> None:
    pool = make_named(3)
    won = wins(race(lambda i: take(ask(pool, 1, ref=f"hld_{i}")) == [None]))
    assert won.count(True) == 1
    assert Claim.objects.get().hold == f"hld_{won.index(True)}" == Hold.objects.get().ref


def test_eight_take_the_last_five_places_and_five_get_one() -> None:
    pool = make_counted(5)
    won = wins(race(lambda i: take(ask(pool)) == [None]))
    assert won.count(True) == 5
    assert Pool.objects.get().taken == 5
    assert nothing_is_wrong()


def test_eight_batches_want_overlapping_seats_and_no_seat_has_two() -> None:
    pool = make_named(60)

    def batch(i: int) -> list[bool]:
        return all_or_none(take(*[ask(pool, (7 * n + i) % 60, (7 * n + i + 1) % 60) for n in range(8)]))

    won = sum(answer for answers in wins(race(batch)) for answer in answers)
    assert Claim.objects.exclude(state=9).count() == 2 * won == 2 * Hold.objects.count()


def test_eight_sell_one_hold_and_one_succeeds() -> None:
    wanted = ask(make_named(3), 1, 2)
    take(wanted)
    assert wins(race(lambda i: sell(wanted))).count(True) == 1
    assert nothing_is_wrong()


def test_a_sale_at_the_end_of_a_hold_and_those_who_wait_for_it_never_share_a_seat() -> None:
    """The buyer's clock says it still lives, the others' that it has lapsed: one side gets the seats."""
    pool = make_named(40)
    for round_ in range(10):
        seats = (4 * round_, 4 * round_ + 1)
        with stopped_clock() as hands:
            late = ask(pool, *seats)
            take(late)
            hands.at = late.until - HOLD / 10**9
            thieves = [ask(pool, *seats) for _ in range(3)]

            def act(i: int, late: Take = late, thieves: list[Take] = thieves, hands: Any = hands) -> bool:
                if i == 0:
                    return sell(late)
                hands.at = late.until
                return take(thieves[i - 1]) == [None]

            won = wins(race(act, times=4))
        assert won.count(True) == 1
        owner = late.ref if won[0] else thieves[won.index(True) - 1].ref
        assert set(Claim.objects.filter(position__in=seats).values_list("hold", flat=True)) == {owner}
    assert nothing_is_wrong()


def test_two_give_back_different_seats_of_one_hold_at_once() -> None:
    for _ in range(5):
        tickets = sold(*range(8), pool=make_named(8))
        assert wins(race(partial(give_back, tickets), times=7)) == [True] * 7
        assert Hold.objects.get(ref=tickets.ref).qty == 1
        assert nothing_is_wrong()


@pytest.fixture
def unguarded() -> Iterator[None]:
    """A table as it would be without the inventory's key: anybody may add a row for any seat."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE races_seat (position int, owner text)")
        cursor.execute("CREATE TABLE races_counter (taken int, of_all int)")
        cursor.execute("INSERT INTO races_counter VALUES (0, 5)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE races_seat")
        cursor.execute("DROP TABLE races_counter")


@pytest.mark.usefixtures("unguarded")
def test_control_looking_and_then_taking_sells_one_seat_eight_times() -> None:
    """In autocommit: on SQLite a transaction of ours would already be the lock."""
    looked = threading.Barrier(8)

    def look_and_take(i: int) -> bool:
        free = not sql.run("SELECT 1 FROM races_seat WHERE position = 1")
        looked.wait(timeout=TOGETHER)
        if free:
            sql.run("INSERT INTO races_seat VALUES (1, %s)", [str(i)], fetch=False)
        return free

    assert wins(race(look_and_take)) == [True] * 8
    assert sql.run("SELECT COUNT(*) FROM races_seat") == [(8,)]


@pytest.mark.usefixtures("unguarded")
def test_control_reading_a_counter_and_writing_it_back_forgets_sales() -> None:
    looked = threading.Barrier(8)

    def read_and_write(i: int) -> bool:
        taken, of_all = sql.run("SELECT taken, of_all FROM races_counter")[0]
        looked.wait(timeout=TOGETHER)
        if taken < of_all:
            sql.run("UPDATE races_counter SET taken = %s", [taken + 1], fetch=False)
        return bool(taken < of_all)

    assert wins(race(read_and_write)) == [True] * 8
    assert sql.run("SELECT taken FROM races_counter") == [(1,)]


def give_back_by_reading(tickets: Take, position: int, looked: threading.Barrier) -> None:
    """As it was: the number is read, then written without looking again."""
    before = Hold.objects.get(ref=tickets.ref)
    looked.wait(timeout=TOGETHER)
    with transaction.atomic():
        Claim.objects.filter(hold=tickets.ref, position=position, state=SOLD).update(state=9)
        Hold.objects.filter(pk=before.pk).update(qty=before.qty - 1)


def test_control_giving_back_by_a_number_read_before_loses_one() -> None:
    tickets = sold(0, 1, 2, pool=make_named(3))
    looked = threading.Barrier(2)
    race(lambda i: give_back_by_reading(tickets, i, looked), times=2)
    assert Hold.objects.get().qty == 2  # of one seat that is left
    assert queries.miscounted_holds() == [(tickets.ref, 2, 1)]


SEATS = 600
ROUNDS = 30


def is_deadlock(error: Exception | None) -> bool:
    return isinstance(error, OperationalError) and "deadlock" in str(error)


def claim_as_they_come(cells: Sequence[Any], state: int) -> set[tuple[int, int]]:
    """A twin of ``taking.claim_cells`` that locks in the order in which seats were asked for."""
    rows = sql.run(
        "INSERT INTO inventory_claim (pool_id, position, hold, until, state) "
        "SELECT * FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::timestamptz[], %s::int[]) "
        "ON CONFLICT (pool_id, position) DO UPDATE SET hold = excluded.hold WHERE inventory_claim.state = 9 "
        "RETURNING pool_id, position",
        [*(list(column) for column in zip(*cells, strict=True)), [state] * len(cells)],
    )
    return {(row[0], row[1]) for row in rows}


def opposite_batches(pool: int) -> list[Outcome]:
    """Two batches over the same seats, one from the front and one from the back of the hall."""
    orders = [range(SEATS), range(SEATS - 1, -1, -1)]
    return race(lambda i: take(*[ask(pool, p, ref=f"r{pool}_{i}_{p}") for p in orders[i]]), times=2)


@pytest.mark.postgres
def test_batches_in_opposite_order_do_not_wait_for_each_other() -> None:
    for _ in range(5):
        pool = make_named(SEATS)
        answers = [all_or_none(outcome) for outcome in wins(opposite_batches(pool))]
        assert sum(answer.count(True) for answer in answers) == SEATS
    assert nothing_is_wrong()


@pytest.mark.postgres
def test_control_an_unsorted_batch_ends_in_a_deadlock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "claim_cells", claim_as_they_come)
    monkeypatch.setattr(taking, "_busy_cells", lambda takes, asking: set())
    assert any(is_deadlock(o.error) for _ in range(ROUNDS) for o in opposite_batches(make_named(SEATS)))


def backwards(pool: int) -> Take:
    """A sale of the whole hall whose claims lie in the table from the last seat to the first."""
    wanted = ask(pool, *range(SEATS))
    take(wanted)
    with transaction.atomic():
        rows = list(Claim.objects.filter(pool=pool).values_list("position", "hold", "until").order_by("-position"))
        Claim.objects.filter(pool=pool).delete()
        Claim.objects.bulk_create(Claim(pool_id=pool, position=p, hold=h, until=u) for p, h, u in rows)
    return wanted


def sell_while_others_ask(pool: int) -> list[Outcome]:
    wanted = backwards(pool)
    rivals = [ask(pool, *range(SEATS)) for _ in range(3)]
    return race(lambda i: sell(wanted) if i == 0 else take(rivals[i - 1]) == [None], times=4)


@pytest.mark.postgres
def test_a_sale_and_those_who_ask_for_its_seats_do_not_wait_for_each_other() -> None:
    for _ in range(5):
        assert wins(sell_while_others_ask(make_named(SEATS))) == [True, False, False, False]


@pytest.mark.postgres
def test_control_a_sale_that_does_not_lock_in_order_ends_in_a_deadlock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "lock_claims", lambda holds: None)
    assert any(is_deadlock(o.error) for _ in range(ROUNDS) for o in sell_while_others_ask(make_named(SEATS)))


def two_sales_over_two_pools() -> tuple[list[Take], list[Take]]:
    """Two buyers who hold places of the same two counted pools; the names of their holds sort the other way round."""
    one, two = make_counted(10), make_counted(10)
    return [sold(pool=one), sold(pool=two)], [sold(pool=two), sold(pool=one)]


def give_back_one_of(sales: Sequence[Sequence[Take]], i: int) -> bool:
    with transaction.atomic():
        return steps.give_back_many([Part(held(ticket), (), 1) for ticket in sales[i]])


def test_returns_over_the_same_pools_do_not_wait_for_each_other() -> None:
    for _ in range(10):
        assert wins(race(partial(give_back_one_of, two_sales_over_two_pools()), times=2)) == [True, True]
    assert nothing_is_wrong()


@pytest.mark.postgres
def test_control_returns_that_lock_line_by_line_end_in_a_deadlock() -> None:
    sales = two_sales_over_two_pools()
    first_is_back = threading.Barrier(2)

    def line_by_line(i: int) -> None:
        with transaction.atomic():
            steps.give_back(held(sales[i][0]), positions=(), qty=1)
            first_is_back.wait(timeout=TOGETHER)
            steps.give_back(held(sales[i][1]), positions=(), qty=1)

    assert any(is_deadlock(outcome.error) for outcome in race(line_by_line, times=2))


@pytest.mark.postgres
def test_claims_are_locked_for_as_long_as_the_operation_lasts() -> None:
    wanted = ask(make_named(3), 1)
    take(wanted)
    with transaction.atomic():
        queries.lock_claims([held(wanted)])
        blocked = race(lambda i: sql.run("SELECT 1 FROM inventory_claim FOR UPDATE NOWAIT"), times=1)
    assert isinstance(blocked[0].error, OperationalError)
