"""Periodic work is run by whoever claims it first, once per turn, and one that fails keeps nobody waiting."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from yaji.kernel.events import operations, queries
from yaji.kernel.events.models import Due
from yaji.kernel.events.ports import schedule
from yaji.kernel.events.tests.conftest import Ear, say
from yaji.kernel.events.types import Every
from yaji.kit import clock
from yaji.kit.registry import AlreadyPlugged
from yaji.kit.testing import race, stopped_clock

Plan = Callable[..., None]


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Put these pieces of work on the schedule, and no others."""

    def plan(**work: Every) -> None:
        monkeypatch.setattr(schedule, "_plugs", work)

    return plan


@pytest.mark.django_db
class TestTurns:
    def test_work_runs_at_once_and_then_every_so_often(self, only: Plan) -> None:
        ran: list[int] = []
        only(sweep=Every(minutes=10, run=lambda: ran.append(1)))
        with stopped_clock() as hands:
            assert operations.tick() == ["sweep"]
            assert operations.tick() == []
            hands.move(timedelta(minutes=9, seconds=59))
            assert operations.tick() == []
            hands.move(timedelta(seconds=1))
            assert operations.tick() == ["sweep"]
            assert Due.objects.get().last_run == hands.at
        assert len(ran) == 2

    def test_turns_that_were_missed_are_not_made_up_for(self, only: Plan) -> None:
        only(sweep=Every(minutes=10, run=lambda: None))
        with stopped_clock() as hands:
            operations.tick()
            hands.move(timedelta(days=3))
            assert operations.tick() == ["sweep"]
            assert operations.tick() == []

    def test_a_clock_put_back_stops_nothing_for_longer_than_a_turn(self, only: Plan) -> None:
        only(sweep=Every(minutes=10, run=lambda: None))
        with stopped_clock() as hands:
            operations.tick()
            hands.move(timedelta(days=1))
            operations.tick()
            hands.move(timedelta(days=-1))
            assert operations.tick() == ["sweep"]
            assert operations.tick() == []
            hands.move(timedelta(minutes=10))
            assert operations.tick() == ["sweep"]

    def test_what_fails_is_remembered_and_the_others_run(self, only: Plan) -> None:
        broken = Every(minutes=10, run=lambda: 1 // 0)
        ran: list[int] = []
        only(a=broken, b=Every(minutes=10, run=lambda: ran.append(1)))
        with stopped_clock() as hands:
            assert operations.tick() == ["a", "b"]
            assert ran == [1]
            assert "ZeroDivisionError" in Due.objects.get(name="a").last_error
            only(a=Every(minutes=10, run=lambda: None))
            hands.move(timedelta(minutes=10))
            assert operations.tick() == ["a"]
            assert Due.objects.get(name="a").last_error == ""

    def test_a_tick_also_tells_what_was_missed(self, only: Plan, ear: Ear) -> None:
        only()
        with stopped_clock() as hands:
            say(1)
            assert ear.doors == []  # the commit of this test never comes
            hands.move(operations.GRACE * 2)
            assert operations.tick() == []
        assert ear.doors == [1]

    def test_what_is_late_is_found(self, only: Plan) -> None:
        only(sweep=Every(minutes=10, run=lambda: None))
        with stopped_clock() as hands:
            operations.tick()
            hands.move(timedelta(minutes=25))
            assert [row.name for row in queries.overdue(clock.now(), timedelta(minutes=10))] == ["sweep"]
            assert queries.overdue(clock.now(), timedelta(minutes=20)) == []

    def test_a_name_is_planned_once(self) -> None:
        with schedule.instead("sweep", Every(minutes=1, run=lambda: None)), pytest.raises(AlreadyPlugged):
            schedule.plug("sweep", Every(minutes=1, run=lambda: None))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", [True, False], ids=["never run before", "due again"])
def test_of_eight_workers_one_runs_what_is_due(first: bool, only: Plan) -> None:
    ran: list[int] = []
    only(sweep=Every(minutes=10, run=lambda: ran.append(1)))
    if not first:
        long_ago = clock.now() - timedelta(hours=1)
        Due.objects.create(name="sweep", next_run=long_ago, last_run=long_ago)
    outcomes = race(lambda i: operations.tick())
    assert [outcome.error for outcome in outcomes] == [None] * 8
    assert len(ran) == 1
    assert sorted(outcome.value for outcome in outcomes) == [[]] * 7 + [["sweep"]]


@pytest.mark.django_db(transaction=True)
def test_control_workers_that_look_and_then_claim_all_run() -> None:
    Due.objects.create(name="sweep", next_run=clock.now() - timedelta(hours=1))
    ran: list[int] = []
    looked = threading.Barrier(8)

    def look_and_run(i: int) -> None:
        due = Due.objects.filter(name="sweep", next_run__lte=clock.now()).exists()
        looked.wait(timeout=20)
        if due:
            Due.objects.filter(name="sweep").update(next_run=clock.now() + timedelta(minutes=10))
            ran.append(i)

    race(look_and_run)
    assert len(ran) == 8
