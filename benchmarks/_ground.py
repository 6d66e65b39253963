"""What the benchmarks stand on: a database of their own, the site served on it, CPU meters, how a figure is said."""

import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
READY_SECONDS = 60


@contextmanager
def scratch(name: str) -> Iterator[str]:
    """The address of an empty database called ``name``, gone afterwards, and the environment set to it.

    A SQLite file in a temporary folder or, if YAJI_DATABASE_URL names a PostgreSQL server, a database there.
    """
    asked = os.environ.get("YAJI_DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="yaji-bench-") as folder:
        os.environ["YAJI_MEDIA_ROOT"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaji.settings.dev")
        if not asked.startswith("postgres"):
            os.environ["YAJI_DATABASE_URL"] = f"sqlite:///{folder}/{name}.sqlite3"
            yield os.environ["YAJI_DATABASE_URL"]
            return
        with _fresh(asked, name) as address:
            os.environ["YAJI_DATABASE_URL"] = address
            yield address


@contextmanager
def _fresh(server: str, name: str) -> Iterator[str]:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        from django.db import connections

        connections.close_all()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def migrated(*rooms: str) -> str:
    """Set Django up on the scratch database and migrate it (only these rooms, if any); the engine's name."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    for room in rooms or ("",):
        call_command("migrate", *filter(None, [room]), verbosity=0, skip_checks=True)
    return str(connection.vendor)


@contextmanager
def served(environment: dict[str, str], *words: str) -> Iterator[tuple[str, int]]:
    """``yaji serve`` on a free loopback port in processes of its own; its address and the pid of the command."""
    port = free_port()
    address = f"http://localhost:{port}"
    command = [sys.executable, "-m", "yaji.delivery.cli.main", "serve", "--port", str(port), *words]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "YAJI_SITE_URL": address, **environment}, stdout=said, stderr=said
        )
        try:
            _await(f"{address}/healthz", process)
            yield address, process.pid
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
            said.seek(0)
            text = said.read().decode(errors="replace")
            if "Traceback" in text:
                print(text[-4000:], file=sys.stderr)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=2):  # noqa: S310
            return
        time.sleep(0.1)
    raise RuntimeError("the site does not answer")


class Meter:
    """CPU milliseconds of a command with all its children and, on PostgreSQL, of the database's own processes.

    Looks twice a second, so that what a process spent is known after its end. By part: ``web``, ``worker`` and so
    on as the command lines say, and ``database``.
    """

    def __init__(self, pid: int, database: str = "") -> None:
        self._pid = pid
        self._database = database
        self._spent: dict[tuple[str, int], float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._connection: Any = None

    def __enter__(self) -> "Meter":
        if self._database.startswith("postgres"):
            import psycopg

            self._connection = psycopg.connect(self._database, autocommit=True)
        self._look()
        self._before = dict(self._spent)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()
        self._look()
        if self._connection:
            self._connection.close()

    def by_part(self) -> dict[str, float]:
        """CPU milliseconds since the beginning."""
        found: dict[str, float] = {}
        for (part, pid), spent in self._spent.items():
            found[part] = found.get(part, 0.0) + spent - self._before.get((part, pid), 0.0)
        return found

    def _watch(self) -> None:
        while not self._stop.wait(0.5):
            self._look()

    def _look(self) -> None:
        for pid in family(self._pid):
            self._note(_part(pid), pid)
        if self._connection:
            rows = self._connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            for (pid,) in rows.fetchall():
                self._note("database", pid)

    def _note(self, part: str, pid: int) -> None:
        with suppress(OSError):
            self._spent[part, pid] = max(cpu_ms(pid), self._spent.get((part, pid), 0.0))


class OwnMeter:
    """CPU milliseconds of this process and, on PostgreSQL, of the process that serves its connection."""

    def __init__(self) -> None:
        from django.db import connection

        self._backend: Path | None = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self._backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
            if not self._backend.is_file():
                raise RuntimeError("the database's CPU time can't be read: measure beside a local server")

    def now(self) -> float:
        other = int(self._backend.read_text().split()[0]) if self._backend else 0
        return time.process_time() * 1000 + other / 1e6


def cpu_ms(pid: int) -> float:
    """User and system time of a process and of those children that it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) * 1000 / TICKS


def family(pid: int) -> list[int]:
    """A process and its descendants that live."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def _part(pid: int) -> str:
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        return "worker" if "worker" in words.split("\0") else "web" if "granian" in words else "command"
    return "command"


def report(goal: str, what: str, value: float, unit: str, limit: float | None, **settings: Any) -> bool:
    """Print one JSON line; whether the goal is met. ``limit`` is the most it may be; None: only told."""
    passed = limit is None or value <= limit
    said: dict[str, Any] = {"goal": goal, "what": what, "value": round(value, 2), "unit": unit}
    if limit is not None:
        said |= {"limit": limit, "ratio": round(value / limit, 3) if limit else None, "target": f"≤ {limit:g}"}
    print(json.dumps({**said, "pass": passed, "settings": {**settings, **place_and_time()}}, ensure_ascii=False))
    sys.stdout.flush()
    return passed


def place_and_time() -> dict[str, Any]:
    """On which machine, when, and how busy it was with other things."""
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0
