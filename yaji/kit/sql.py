"""Many rows in one statement, the same way on both engines.

PostgreSQL reads columns as array literals through ``unnest``, SQLite reads one JSON document through
``json_each``. The literals are written here because the driver renders list elements one by one in
Python, which cost a quarter of the whole order when it was measured (docs/decisions/0004).
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from django.db import connection

ColumnType = Literal["bigint", "int", "text", "timestamptz", "bool", "jsonb"]

_SQLITE_CASTS = {"bigint": "integer", "int": "integer", "bool": "integer"}


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def rows_source(name: str, columns: dict[str, ColumnType], rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """A FROM item called ``name`` with ``columns``, holding ``rows``; and its parameters."""
    if is_postgres():
        arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
        heads = ", ".join(f'"{column}"' for column in columns)
        literals = [_array([row[i] for row in rows]) for i in range(len(columns))]
        return f"unnest({arrays}) AS {name}({heads})", literals
    picks = ", ".join(_sqlite_pick(i, column, kind) for i, (column, kind) in enumerate(columns.items()))
    document = json.dumps([[_sqlite_value(value) for value in row] for row in rows])
    return f"(SELECT {picks} FROM json_each(%s)) AS {name}", [document]


def insert_rows(
    table: str,
    columns: dict[str, ColumnType],
    rows: Sequence[Sequence[Any]],
    *,
    conflict: str = "",
    returning: Sequence[str] = (),
    order_by: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Insert ``rows`` by one statement. Rows come back in no particular order: join them by a key."""
    if not rows:
        return []
    source, params = rows_source("src", columns, rows)
    heads = ", ".join(f'"{column}"' for column in columns)
    # SQLite needs a WHERE before ON CONFLICT when the source is a SELECT (its parser reads ON as a join)
    sql = f'INSERT INTO "{table}" ({heads}) SELECT {heads} FROM {source} WHERE true'
    if order_by:
        sql += " ORDER BY " + ", ".join(f'"{column}"' for column in order_by)
    if conflict:
        sql += f" {conflict}"
    if returning:
        sql += " RETURNING " + ", ".join(f'"{column}"' for column in returning)
    return run(sql, params, fetch=bool(returning))


def run(sql: str, params: Sequence[Any] = (), *, fetch: bool = True) -> list[tuple[Any, ...]]:
    """Execute one statement; the rows if it gives any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_param(value) for value in params])
        return list(cursor.fetchall()) if fetch and cursor.description else []


def run_count(sql: str, params: Sequence[Any] = ()) -> int:
    """Execute one statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_param(value) for value in params])
        return int(cursor.rowcount)


def moment(value: Any) -> datetime:
    """A timestamp read by a raw cursor, as an aware UTC time (SQLite hands back text)."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    aware: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return aware


def document(value: Any) -> Any:
    """A JSON column read by a raw cursor, as Python values."""
    return json.loads(value) if isinstance(value, str | bytes) else value


def placeholders(values: Iterable[Any]) -> str:
    return ", ".join("%s" for _ in values)


def _param(value: Any) -> Any:
    if isinstance(value, datetime) and not is_postgres():
        return _sqlite_value(value)
    return value


def _sqlite_value(value: Any) -> Any:
    if isinstance(value, datetime):
        # exactly what Django writes, or text comparison between the two lies
        return str(value.astimezone(UTC).replace(tzinfo=None))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value


def _sqlite_pick(index: int, column: str, kind: str) -> str:
    value = f"json_extract(value, '$[{index}]')"
    cast = _SQLITE_CASTS.get(kind)
    return f'CAST({value} AS {cast}) AS "{column}"' if cast else f'{value} AS "{column}"'


def _array(values: Sequence[Any]) -> str:
    return "{" + ",".join(_element(value) for value in values) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return f'"{value.isoformat()}"'
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
