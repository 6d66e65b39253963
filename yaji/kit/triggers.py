"""Rules that hold against any shell: append-only tables and guarded columns, by database trigger.

Rooms declare triggers next to their models; :class:`Install` puts them in place in a migration, and
they are installed again after every ``migrate``, because SQLite rebuilds a table on ``AlterField``
and drops its triggers silently. ``yaji doctor`` and a system check count them.

The owner of a PostgreSQL table can still disable a trigger; docs/operate says so.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation


@dataclass(frozen=True)
class Rule:
    """One trigger: ``when`` is BEFORE INSERT, UPDATE, DELETE or TRUNCATE; it raises if ``condition``."""

    table: str
    name: str
    when: str
    message: str
    condition: str = ""
    #: set for rules whose condition depends on the table's columns: all but these are frozen
    thawed: tuple[str, ...] | None = None
    engines: tuple[str, ...] = ("sqlite", "postgresql")
    #: columns the condition names; until a migration has added them the rule waits
    needs: tuple[str, ...] = ()


_rules: dict[str, Rule] = {}


def declare(*rules: Rule) -> None:
    """Make rules known. Declaring the same rule again (a re-import) is fine."""
    for rule in rules:
        _rules[rule.name] = rule


def append_only(table: str, *, thawed: Sequence[str] = ()) -> list[Rule]:
    """Rules that let rows be added and read, and only the ``thawed`` columns be changed."""
    return [
        Rule(table, f"{table}_no_delete", "DELETE", f"{table} is append-only"),
        Rule(table, f"{table}_no_update", "UPDATE", f"{table} is append-only", thawed=tuple(thawed)),
        Rule(table, f"{table}_no_truncate", "TRUNCATE", f"{table} is append-only", engines=("postgresql",)),
        # REPLACE deletes without firing the delete trigger unless recursive_triggers is on
        Rule(
            table,
            f"{table}_no_replace",
            "INSERT",
            f"{table} is append-only",
            condition=f'EXISTS (SELECT 1 FROM "{table}" WHERE id = NEW.id)',
            engines=("sqlite",),
        ),
    ]


def declared(vendor: str) -> list[Rule]:
    return [rule for rule in _rules.values() if vendor in rule.engines]


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every declared trigger whose table exists. Safe to run again."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for rule in declared(connection.vendor):
            if rule.table in tables and (not rule.needs or set(rule.needs) <= set(_columns(connection, cursor, rule))):
                for statement in _create(connection, rule):
                    cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of declared triggers that the database does not have, or has switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {row[0] for row in cursor.fetchall()}
    return sorted(rule.name for rule in declared(connection.vendor) if rule.name not in present)


@contextmanager
def lifted(connection: BaseDatabaseWrapper | None = None) -> Iterator[None]:
    """Without triggers inside the block. For flushing test databases and corrupting them on purpose."""
    connection = connection or default_connection
    with connection.cursor() as cursor:
        for rule in declared(connection.vendor):
            cursor.execute(_drop(connection, rule))
    try:
        yield
    finally:
        install(connection)


class Install(Operation):
    """Migration operation: install all triggers that are declared by now."""

    reduces_to_sql = False
    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are not part of Django's model state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        install(schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Triggers go with their tables."""

    def describe(self) -> str:
        return "Install database triggers"


def install_after_migrate(**kwargs: Any) -> None:
    """Receiver of ``post_migrate`` (the one signal the house uses: it is not business)."""
    from django.apps import apps
    from django.db import connections

    # sent once for each app with models; all tables are there at the last one
    if kwargs["app_config"] is [app for app in apps.get_app_configs() if app.models_module][-1]:
        install(connections[kwargs["using"]])


def _create(connection: BaseDatabaseWrapper, rule: Rule) -> list[str]:
    condition = rule.condition or (_changed(connection, rule) if rule.thawed is not None else "")
    if connection.vendor == "postgresql":
        return _create_postgres(rule, condition)
    when = f" WHEN {condition}" if condition else ""
    return [
        f'DROP TRIGGER IF EXISTS "{rule.name}"',
        f'CREATE TRIGGER "{rule.name}" BEFORE {rule.when} ON "{rule.table}" FOR EACH ROW{when} '
        f"BEGIN SELECT RAISE(ABORT, '{rule.message}'); END",
    ]


def _create_postgres(rule: Rule, condition: str) -> list[str]:
    level = "STATEMENT" if rule.when == "TRUNCATE" else "ROW"
    when = f" WHEN ({condition})" if condition else ""
    return [
        "CREATE OR REPLACE FUNCTION yaji_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'restrict_violation'; END $$",
        f'DROP TRIGGER IF EXISTS "{rule.name}" ON "{rule.table}"',
        f'CREATE TRIGGER "{rule.name}" BEFORE {rule.when} ON "{rule.table}" FOR EACH {level}{when} '
        f"EXECUTE FUNCTION yaji_refuse('{rule.message}')",
        # ALWAYS: also under session_replication_role = replica
        f'ALTER TABLE "{rule.table}" ENABLE ALWAYS TRIGGER "{rule.name}"',
    ]


def _drop(connection: BaseDatabaseWrapper, rule: Rule) -> str:
    on = f' ON "{rule.table}"' if connection.vendor == "postgresql" else ""
    return f'DROP TRIGGER IF EXISTS "{rule.name}"{on}'


def _columns(connection: BaseDatabaseWrapper, cursor: Any, rule: Rule) -> list[str]:
    # not Django's introspection, which parses the whole definition of the table on SQLite
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(rule.table)} LIMIT 0")
    return [column[0] for column in cursor.description]


def _changed(connection: BaseDatabaseWrapper, rule: Rule) -> str:
    with connection.cursor() as cursor:
        columns = _columns(connection, cursor, rule)
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    cast = "::text" if connection.vendor == "postgresql" else ""  # json has no equality operator
    frozen = [column for column in columns if column not in (rule.thawed or ())]
    return " OR ".join(f'OLD."{column}"{cast} {differs} NEW."{column}"{cast}' for column in frozen)
