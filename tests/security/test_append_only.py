"""Every declared trigger does what it says, on this engine (S16): the registry is walked, no table is forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from tests.security.world import World
from yaji.kernel.identity.operations import decide_consent
from yaji.kernel.identity.queries import actor_of
from yaji.kernel.orders import operations as orders
from yaji.kernel.payments.providers.sandbox import company
from yaji.kernel.payments.providers.sandbox.delivery import deliver
from yaji.kit import clock, triggers
from yaji.kit.actor import SYSTEM
from yaji.verticals.tickets.operations import check_in

pytestmark = pytest.mark.django_db
RULES = triggers.declared(connection.vendor)


@pytest.fixture(autouse=True)
def _rows(world: World) -> None:
    """A row in tables that the world leaves empty."""
    owner, refs = actor_of(world.people["owner"]), world.refs
    check_in(actor=owner, performance=refs["performance"], code=refs["code"])
    buyer = actor_of(world.people["buyer"])
    decide_consent(actor=buyer, purpose="news", given=True)
    orders.set_commission(actor=SYSTEM, rate_bp=400, since=clock.now() + timedelta(days=1))
    started = orders.pay(actor=buyer, order=refs["ready"], provider="sandbox", return_path="/", key="key")
    charge = company.find(started.intent)
    assert charge is not None
    notice = company.pay(charge, method="card", manner="plain")
    assert notice is not None
    deliver(notice.event_id)
    connection.check_constraints()  # PostgreSQL alters no table while a check waits for the end of the transaction


def refused(statement: str, *values: Any) -> str:
    """The database's words when it refuses; empty if it did not."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        return str(error)
    return ""


def model_of(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def other(field: models.Field[Any, Any], value: Any) -> Any:
    """A value that fits the column and is not the stored one."""
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return clock.now().replace(year=2001)
    if isinstance(field, models.JSONField):
        return '{"forged": 1}'
    if isinstance(field, models.IntegerField | models.ForeignKey):
        return (value or 0) + 1
    text = str(value or "")
    return ("y" if text.startswith("x") else "x") + text[1:]


def test_all_are_installed() -> None:
    assert triggers.missing(connection) == []
    assert len(RULES) > 20


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.thawed is not None], ids=lambda rule: rule.name)
def test_a_frozen_column_can_not_be_changed(rule: triggers.Rule) -> None:
    model = model_of(rule.table)
    row = model._default_manager.values_list("pk", flat=True).first()
    if row is None:
        pytest.fail(f"no row in {rule.table}: the world must have one")
    key = model._meta.pk.column
    for field in model._meta.local_fields:
        if field.column in (rule.thawed or ()) or field.primary_key:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{field.column}" FROM "{rule.table}" WHERE "{key}" = %s', [row])
            value = cursor.fetchone()[0]
        said = refused(f'UPDATE "{rule.table}" SET "{field.column}" = %s WHERE "{key}" = %s', other(field, value), row)
        assert rule.message in said, (field.column, said)


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.when == "DELETE" and not rule.condition], ids=lambda rule: rule.name
)
def test_a_row_can_not_be_deleted(rule: triggers.Rule) -> None:
    assert model_of(rule.table)._default_manager.exists(), f"no row in {rule.table}: the world must have one"
    assert rule.message in refused(f'DELETE FROM "{rule.table}"')


#: how rows vanish past a rule about deleting: PostgreSQL empties a table, SQLite replaces a row
VANISHING = {
    "postgresql": ("_no_truncate", 'TRUNCATE "{table}" CASCADE'),
    "sqlite": ("_no_replace", 'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}" LIMIT 1'),
}[connection.vendor]


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.name.endswith(VANISHING[0])], ids=lambda rule: rule.name
)
def test_no_row_vanishes_the_other_way(rule: triggers.Rule) -> None:
    assert rule.message in refused(VANISHING[1].format(table=rule.table))


def test_without_its_trigger_the_same_change_goes_through() -> None:
    """The control: it is the trigger that refuses."""
    rule = next(rule for rule in RULES if rule.name == "events_fact_no_update")
    assert refused("UPDATE events_fact SET kind = 'forged'")
    with transaction.atomic():
        with triggers.lifted():
            assert refused("UPDATE events_fact SET kind = 'forged'") == ""
        transaction.set_rollback(True)
    assert rule.message in refused("UPDATE events_fact SET kind = 'forged'")
