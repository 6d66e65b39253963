"""What holds against any shell, and what the doctor says when somebody has got round it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from yaji.kernel.inventory import queries, steps
from yaji.kernel.inventory.models import Claim, Hold, LayoutRow
from yaji.kernel.inventory.tests.making import ask, make_counted, make_named, release, sell, sold, take
from yaji.kernel.inventory.types import SOLD
from yaji.kit import clock, triggers
from yaji.kit.doctor import checks

POSTGRES = connection.vendor == "postgresql"
LATER = "2999-01-01 00:00:00"


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        # a table with checks still to be made at the commit cannot be altered, and the guards come back by that
        connection.check_constraints()


def refused(sql: str) -> bool:
    """Whether the database refuses, by trigger or key. It must be good SQL: a twin without the guard runs it."""
    try:
        run(sql)
    except DatabaseError:
        return True
    return False


ROW = f"INTO inventory_claim (pool_id, position, hold, until, state) VALUES ({{pool}}, 1, 'x', '{LATER}', 1)"
THEFTS = {
    "insert": f"INSERT {ROW}",
    "give to another": "UPDATE inventory_claim SET hold = 'x' WHERE pool_id = {pool}",
    "only hold": "UPDATE inventory_claim SET state = 1 WHERE pool_id = {pool}",
    "delete": "DELETE FROM inventory_claim WHERE pool_id = {pool}",
    "upsert": f"INSERT {ROW} ON CONFLICT (pool_id, position) DO UPDATE SET hold = 'x'",
}
ENGINE_THEFTS = {"sqlite": f"REPLACE {ROW}", "postgresql": "TRUNCATE inventory_claim"}
THEFTS["whole row"] = ENGINE_THEFTS[connection.vendor]


@pytest.mark.django_db
@pytest.mark.parametrize("theft", THEFTS)
def test_a_sold_place_cannot_be_taken_away_in_any_shell(theft: str) -> None:
    pool = make_named(3)
    tickets = sold(1, pool=pool)
    assert refused(THEFTS[theft].format(pool=pool))
    assert list(Claim.objects.values_list("hold", "state")) == [(tickets.ref, SOLD)]


@pytest.mark.django_db
@pytest.mark.parametrize("theft", [name for name in THEFTS if name != "insert"])
def test_control_without_the_triggers_it_could(theft: str) -> None:
    pool = make_named(3)
    sold(1, pool=pool)
    with triggers.lifted():
        assert not refused(THEFTS[theft].format(pool=pool))
    assert queries.miscounted_holds() != []


@pytest.mark.django_db
def test_a_place_that_was_given_back_may_change_hands() -> None:
    pool = make_named(3)
    release(sold(1, pool=pool))
    again = ask(pool, 1)
    assert take(again) == [None]
    assert sell(again)
    release(again)
    assert not refused("DELETE FROM inventory_claim")


CHANGES = ["UPDATE inventory_layout SET size = 9", "DELETE FROM inventory_layout"]
CHANGES += [
    "TRUNCATE inventory_layout CASCADE"
    if POSTGRES
    else "REPLACE INTO inventory_layout (id, size, labels, zones, created_at) "
    "SELECT id, 9, labels, zones, created_at FROM inventory_layout"
]


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_a_layout_never_changes(change: str) -> None:
    with transaction.atomic():
        steps.create_layout(labels=[{"en": "1"}], zones=["a"])
    assert refused(change)
    assert LayoutRow.objects.get().size == 1
    with triggers.lifted():
        assert not refused(change)


SICK: dict[str, tuple[Callable[[], object], str, Callable[[], list[Any]]]] = {
    "a counter that was edited": (
        lambda: make_counted(5),
        "UPDATE inventory_pool SET taken = 2",
        queries.miscounted_pools,
    ),
    "a sold hold that vanished": (
        lambda: sold(pool=make_counted(5), qty=2),
        "DELETE FROM inventory_hold",
        queries.miscounted_pools,
    ),
    "a hold that grew": (
        lambda: sold(1, pool=make_named(5)),
        "UPDATE inventory_hold SET qty = 2",
        queries.miscounted_holds,
    ),
    "a claim given to a thief": (
        lambda: sold(1, 2, pool=make_named(5)),
        "UPDATE inventory_claim SET hold = 'hld_thief' WHERE position = 2",
        queries.orphan_claims,
    ),
    "a claim that was deleted": (
        lambda: sold(1, 2, pool=make_named(5)),
        "DELETE FROM inventory_claim WHERE position = 2",
        queries.miscounted_holds,
    ),
    "a hold that says it was given back": (
        lambda: sold(1, pool=make_named(5)),
        "UPDATE inventory_hold SET state = 9",
        queries.orphan_claims,
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", SICK)
def test_what_the_doctor_asks_finds(name: str) -> None:
    make, corrupt, find = SICK[name]
    make()
    assert find() == []
    with triggers.lifted():
        run(corrupt)
    assert len(find()) == 1


@pytest.mark.django_db
def test_what_is_found_says_which_and_how_much() -> None:
    counted, tickets = make_counted(5), sold(1, 2, pool=make_named(5))
    with triggers.lifted():
        run(f"UPDATE inventory_pool SET taken = 2 WHERE id = {counted}")
        run("UPDATE inventory_claim SET hold = 'hld_thief' WHERE position = 2")
    assert queries.miscounted_pools() == [(counted, 2, 0)]
    assert queries.miscounted_holds() == [(tickets.ref, 2, 1)]
    assert queries.orphan_claims() == [(tickets.pool, 2, "hld_thief")]


@pytest.mark.django_db
def test_a_held_place_that_vanished_is_not_sold() -> None:
    """Before the sale the doctor has nothing to compare; the sale itself counts."""
    wanted = ask(make_named(5), 1, 2)
    take(wanted)
    Claim.objects.filter(position=2).delete()
    assert not sell(wanted)


def widen(length: int) -> None:
    """What a careless migration does."""
    old = Claim._meta.get_field("hold")
    new: Any = models.CharField(max_length=length, db_index=True)
    new.set_attributes_from_name("hold")
    new.model = Claim
    with connection.schema_editor() as editor:
        editor.alter_field(Claim, old, new, strict=False)


@pytest.mark.django_db(transaction=True)
def test_triggers_that_a_migration_dropped_are_found_and_come_back() -> None:
    """SQLite rebuilds the table and forgets its triggers; on PostgreSQL somebody switches one off."""
    assert checks["database.triggers"].run() == []
    if POSTGRES:
        run("ALTER TABLE inventory_claim DISABLE TRIGGER inventory_claim_keeps_sold")
    else:
        widen(40)
    try:
        found = checks["database.triggers"].run()
        assert "inventory_claim_keeps_sold" in found[0].text
        sold(1, pool=make_named(3))
        assert not refused("UPDATE inventory_claim SET hold = 'x'")
    finally:
        if not POSTGRES:
            widen(32)
        triggers.install(connection)
    assert checks["database.triggers"].run() == []
    assert refused("UPDATE inventory_claim SET hold = 'y'")


@pytest.mark.django_db
def test_a_hold_has_at_least_one_place_and_a_known_state() -> None:
    sold(1, pool=make_named(3))
    assert refused("UPDATE inventory_hold SET qty = 0")
    assert refused("UPDATE inventory_hold SET state = 7")
    assert refused("UPDATE inventory_claim SET state = 4")
    assert Hold.objects.get().until < clock.now().replace(year=9999)
