"""The database as one file and back, by each engine's own means."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction


class CannotDump(Exception):
    """The engine's own tool is missing or failed; the message says what to do."""


def dump(target: Path) -> dict[str, int]:
    """Write the database to ``target`` while the site goes on. Rows by table, as the file holds them."""
    return _dump_postgres(target) if connection.vendor == "postgresql" else _dump_sqlite(target)


def load(source: Path) -> None:
    """Make the database what ``source`` holds, in place of what it holds now: all of it or, on failure, nothing."""
    if connection.vendor == "postgresql":
        _load_postgres(source)
    else:
        _load_sqlite(source)


def is_empty() -> bool:
    """Whether the database has no tables yet."""
    return not connection.introspection.table_names()


def counts() -> dict[str, int]:
    """Rows by table, now."""
    with connection.cursor() as cursor:
        found = {}
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            found[name] = int(cursor.fetchone()[0])
        return found


def _dump_sqlite(target: Path) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
        names = sorted(connection.introspection.table_names(cursor))
    with closing(sqlite3.connect(target)) as copy:
        return {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def _load_sqlite(source: Path) -> None:
    with closing(sqlite3.connect(source)) as copy:
        complaint = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if complaint != "ok":
        raise CannotDump(f"the database in the backup is damaged: {complaint}")
    place = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        _claim_alone(place)
    beside = place.with_name(place.name + ".restored")
    shutil.copyfile(source, beside)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    for leftover in ("-wal", "-shm", "-journal"):
        place.with_name(place.name + leftover).unlink(missing_ok=True)
    beside.replace(place)


def _claim_alone(place: Path) -> None:
    """Leaving WAL mode needs the file for oneself: it fails while anybody else has it open."""
    try:
        with closing(sqlite3.connect(place, timeout=1)) as alone:
            alone.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise CannotDump("something still uses the database: stop `yaji serve` and `yaji worker` first") from error


def _dump_postgres(target: Path) -> dict[str, int]:
    # the dump and the counts see the same moment
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _call("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
        return counts()


def _load_postgres(source: Path) -> None:
    connection.close()
    script = source.with_name("database.sql")
    _call("pg_restore", "--no-owner", f"--file={script}", str(source))
    _call(
        "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
        "--command=SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public",
        f"--file={script}", "--output=/dev/null",
    )  # fmt: skip


def _call(program: str, *words: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise CannotDump(f"{program} is needed and was not found. On Debian: apt install postgresql-client")
    result = subprocess.run([found, *words], env={**os.environ, **_whereabouts()}, capture_output=True, text=True)
    if result.returncode:
        raise CannotDump(f"{program} failed: {result.stderr.strip()}")


def _whereabouts() -> dict[str, str]:
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    values = connection.settings_dict
    return {name: str(values[key]) for name, key in names.items() if values.get(key)}
