"""Facts are recorded with the change they tell of, heard after the commit, and told again to who missed them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from yaji.kernel.events import operations, queries, steps
from yaji.kernel.events.models import FactRow, Missed
from yaji.kernel.events.ports import listeners
from yaji.kernel.events.tests.conftest import ANN, Ear, Opened, say
from yaji.kernel.events.types import Fact, Heard
from yaji.kit import clock, triggers
from yaji.kit.actor import SYSTEM
from yaji.kit.operation import NoTransaction
from yaji.kit.registry import AlreadyPlugged
from yaji.kit.testing import count_statements, stopped_clock

LONG = operations.GRACE * 2


@pytest.mark.django_db
def test_outside_an_operation_nothing_is_recorded() -> None:
    with pytest.raises(NoTransaction):
        steps.record([Opened(subject="shp_1")], actor=ANN)


@pytest.mark.django_db
def test_a_fact_says_what_who_when_and_about_what() -> None:
    with stopped_clock() as hands, transaction.atomic():
        steps.record([Opened(subject="shp_1", door=3, names=("é", "门"))], actor=ANN)
    row = queries.facts_about("shp_1").get()
    assert (row.kind, row.subject, row.actor_ref, row.actor_label) == ("shop.opened", "shp_1", "usr_ann", "Ann")
    assert (row.at, row.body, row.pending) == (hands.at, {"door": 3, "names": ["é", "门"]}, False)


@pytest.mark.django_db
def test_facts_of_several_actors_are_one_statement_in_their_order() -> None:
    with transaction.atomic(), count_statements() as statements:
        steps.record_said([(Opened(subject="shp_1", door=n), (ANN, SYSTEM)[n % 2]) for n in range(20)])
    assert len(statements) == 1
    rows = list(queries.facts_about("shp_1"))
    assert [row.body["door"] for row in rows] == list(range(20))
    assert [row.actor_ref for row in rows[:3]] == ["usr_ann", "system", "usr_ann"]


@pytest.mark.django_db
def test_no_facts_are_no_statement() -> None:
    with transaction.atomic(), count_statements() as statements:
        steps.record([], actor=ANN)
    assert statements == []


@pytest.mark.django_db
def test_facts_are_listed_by_subject_oldest_first_and_by_kind_newest_first() -> None:
    say(1)
    with transaction.atomic():
        steps.record([Opened(subject="shp_2", door=2)], actor=ANN)
    say(3)
    assert [row.body["door"] for row in queries.facts_about("shp_1")] == [1, 3]
    assert [row.body["door"] for row in queries.facts_of_kind("shop.opened")] == [3, 2, 1]


@pytest.mark.django_db(transaction=True)
class TestAfterTheCommit:
    def test_listeners_hear_every_fact_in_order_and_the_outbox_is_empty(self, ear: Ear) -> None:
        with transaction.atomic():
            say(1, 2)
            say(3)
            assert ear.heard == []
            assert set(FactRow.objects.values_list("pending", flat=True)) == {True}
        assert ear.doors == [1, 2, 3]
        assert not FactRow.objects.filter(pending=True).exists()
        assert (ear.heard[0].subject, ear.heard[0].actor, ear.heard[0].kind) == ("shp_1", "usr_ann", "shop.opened")
        assert ear.heard[0].id == FactRow.objects.earliest("id").pk

    def test_what_is_rolled_back_is_neither_heard_nor_kept(self, ear: Ear) -> None:
        with transaction.atomic():
            say(1)
            transaction.set_rollback(True)
        assert ear.heard == []
        assert not FactRow.objects.exists()

    def test_one_that_fails_keeps_nobody_else_from_hearing(self, ear: Ear) -> None:
        other = Ear(deaf={1})
        listeners.plug("shop.opened", "tests.another", other)
        try:
            say(1, 2)
        finally:
            listeners.unplug("shop.opened", "tests.another")
        assert (ear.doors, other.doors) == ([1, 2], [2])
        assert [row.body["door"] for row in FactRow.objects.filter(pending=True)] == [1]

    def test_what_was_missed_is_told_again_until_it_is_heard(self, ear: Ear) -> None:
        with stopped_clock() as hands:
            ear.deaf = {1}
            say(1, 2)
            assert operations.drain() == 0  # the process that recorded it may still be telling
            hands.move(LONG)
            assert operations.drain() == 0
            ear.deaf = set()
            assert operations.drain() == 0  # not yet again
            hands.move(steps.SOON)
            assert operations.drain() == 1
            assert operations.drain() == 0
        assert ear.doors == [2, 1]
        assert ear.heard[-1].actor == "usr_ann"

    def test_a_process_that_died_after_the_commit_is_made_good(self, ear: Ear) -> None:
        """The fact is there with its flag, told to nobody: as if killed between commit and telling."""
        with stopped_clock() as hands:
            FactRow.objects.create(
                kind="shop.opened", subject="shp_1", actor_ref="usr_ann", actor_label="", body={"door": 7}, pending=True
            )
            hands.move(LONG)
            assert operations.drain() == 1
        assert ear.doors == [7]

    def test_missed_facts_are_told_oldest_first_and_in_portions(self, ear: Ear) -> None:
        with stopped_clock() as hands:
            ear.deaf = set(range(5))
            say(*range(5))
            ear.deaf = set()
            hands.move(LONG)
            assert [operations.drain(limit=2) for _ in range(4)] == [2, 2, 1, 0]
        assert ear.doors == [0, 1, 2, 3, 4]

    def test_however_many_fail_newer_ones_are_heard(self, ear: Ear) -> None:
        with stopped_clock() as hands:
            ear.deaf = set(range(10))
            say(*range(10))
            ear.deaf.add(99)
            say(99)
            ear.deaf.remove(99)
            hands.move(LONG)
            assert [operations.drain(limit=4) for _ in range(3)] == [0, 0, 1]
            assert ear.doors == [99]
            # those that have failed before stand behind one that has not, even when it is their turn again
            hands.move(timedelta(hours=1))
            ear.deaf.add(98)
            say(98)
            ear.deaf.remove(98)
            hands.move(LONG)
            assert operations.drain(limit=1) == 1
        assert ear.doors == [99, 98]
        assert FactRow.objects.filter(pending=True).count() == 10

    def test_what_fails_again_and_again_is_told_ever_more_rarely(self, ear: Ear) -> None:
        ear.deaf = {1}
        tried = []
        with stopped_clock() as hands:
            say(1)
            hands.move(LONG)
            for second in range(0, 3600, 5):
                operations.drain()
                tried.append((second, Missed.objects.get().tries))
                hands.move(timedelta(seconds=5))
        seconds = [min(second for second, tries in tried if tries == n) for n in range(1, tried[-1][1] + 1)]
        assert seconds == [0, 10, 30, 70, 150, 310, 630, 1270, 2170, 3070]
        ear.deaf = set()
        with stopped_clock() as hands:
            hands.move(timedelta(hours=2))
            assert operations.drain() == 1
        assert not Missed.objects.exists()

    def test_a_process_that_dies_among_many_has_kept_what_was_done(self, ear: Ear) -> None:
        """The listener of the third takes the process down: it waits, the others are done."""

        def deadly(fact: Heard) -> None:
            if fact.body["door"] == 2:
                raise SystemExit

        with stopped_clock() as hands:
            ear.deaf = set(range(5))
            say(*range(5))
            ear.deaf = set()
            hands.move(LONG)
            listeners.plug("shop.opened", "tests.deadly", deadly)
            try:
                with pytest.raises(SystemExit):
                    operations.drain()
                assert operations.drain() == 2
            finally:
                listeners.unplug("shop.opened", "tests.deadly")
            assert ear.doors == [0, 1, 3, 4]
            assert [row.body["door"] for row in FactRow.objects.filter(pending=True)] == [2]

    def test_a_kind_nobody_listens_to_any_more_leaves_the_outbox(self, ear: Ear) -> None:
        with stopped_clock() as hands:
            ear.deaf = {1}
            say(1)
            hands.move(LONG)
            listeners.unplug("shop.opened", "tests.ear")
            assert operations.drain() == 1

    def test_what_a_listener_records_is_heard_too(self, ear: Ear) -> None:
        def echo(fact: Heard) -> None:
            if fact.body["door"] == 1:
                say(10)

        listeners.plug("shop.opened", "tests.echo", echo)
        try:
            say(1)
        finally:
            listeners.unplug("shop.opened", "tests.echo")
        assert sorted(ear.doors) == [1, 10]
        assert not FactRow.objects.filter(pending=True).exists()

    def test_a_flag_that_cannot_be_cleared_is_not_the_callers_trouble(self, ear: Ear) -> None:
        """The commit has happened: the caller is told so, and the worker tells the fact again."""
        stuck = triggers.Rule("events_fact", "tests_flag_stuck", "UPDATE", "the disk is full")
        with connection.cursor() as cursor:
            for statement in triggers._create(connection, stuck):
                cursor.execute(statement)
        try:
            say(1)
        finally:
            with connection.cursor() as cursor:
                cursor.execute(triggers._drop(connection, stuck))
        assert ear.doors == [1]
        assert FactRow.objects.filter(pending=True).count() == 1


def test_a_name_listens_once() -> None:
    listeners.plug("shop.opened", "tests.ear", Ear())
    try:
        with pytest.raises(AlreadyPlugged):
            listeners.plug("shop.opened", "tests.ear", Ear())
    finally:
        listeners.unplug("shop.opened", "tests.ear")
    assert listeners.of("shop.opened") == []


def test_listeners_come_in_order_of_their_names() -> None:
    for name in ("tests.b", "tests.a"):
        listeners.plug("shop.opened", name, Ear())
    assert [name for name, _ in listeners.of("shop.opened")] == ["tests.a", "tests.b"]
    for name in ("tests.b", "tests.a"):
        listeners.unplug("shop.opened", name)


def test_the_body_of_a_fact_is_everything_but_its_subject() -> None:
    assert Opened(subject="x", door=2).body() == {"door": 2, "names": ()}
    assert Fact(subject="x").body() == {}


@pytest.fixture
def unguarded() -> Iterator[None]:
    with triggers.lifted():
        yield


COLUMNS = ["kind", "subject", "actor_ref", "actor_label", "at"]
CHANGES = [f"UPDATE events_fact SET {column} = '2001-01-01 00:00:00'" for column in COLUMNS]
CHANGES += ["UPDATE events_fact SET body = '{}'", "UPDATE events_fact SET id = id + 1", "DELETE FROM events_fact"]
CHANGES += [
    "TRUNCATE events_fact"
    if connection.vendor == "postgresql"
    else "REPLACE INTO events_fact SELECT id, 'x', subject, actor_ref, actor_label, body, at, pending FROM events_fact"
]


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def stored() -> list[tuple[object, ...]]:
    return list(FactRow.objects.values_list())


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_a_fact_is_never_changed_or_removed(change: str) -> None:
    say(1)
    before = stored()
    with pytest.raises(DatabaseError, match="append-only"):
        run(change)
    assert stored() == before


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.usefixtures("unguarded")
def test_control_without_the_triggers_it_would_be(change: str) -> None:
    say(1)
    before = stored()
    run(change)
    assert stored() != before


@pytest.mark.django_db
def test_the_outbox_is_asked_for_what_is_older_than_a_moment() -> None:
    old = clock.now() - timedelta(minutes=5)
    for at in (old, clock.now()):
        FactRow.objects.create(kind="k", subject="s", actor_ref="a", actor_label="", at=at, pending=True)
    assert [row.at for row in queries.pending_since(clock.now() - timedelta(minutes=1))] == [old]
