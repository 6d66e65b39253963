"""Back to a moment, on PostgreSQL: a base backup and the archived log bring back what was before a mistake.

    python -m tests.crash.point_in_time

Makes a cluster of its own in a temporary folder, as an unprivileged user (initdb refuses root), and ends only that.
Prints one JSON line.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tools.services import postgres_programs

UNPRIVILEGED = "postgres"
FACT = (
    "INSERT INTO events_fact (kind, subject, actor_ref, actor_label, body, at, pending) "
    "VALUES (%s, 'x', 'system', '', '{}', now(), false)"
)


class Cluster:
    """One data folder and the server on it."""

    def __init__(self, top: Path, name: str) -> None:
        self.data = top / name
        self.archive = top / "archive"
        self.sockets = top / "s"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    @property
    def url(self) -> str:
        return f"postgres://{UNPRIVILEGED}@127.0.0.1:{self.port}/postgres"

    def configure(self, *lines: str) -> None:
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(f"\nport = {self.port}\nunix_socket_directories = '{self.sockets}'\n" + "\n".join(lines) + "\n")

    def start(self) -> None:
        call("pg_ctl", "-D", str(self.data), "-l", f"{self.data}.log", "-w", "-t", "60", "start")

    def stop(self) -> None:
        call("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop")

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.url, autocommit=True)


def call(program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs as somebody it agrees to run as."""
    command = [str(postgres_programs() / program), *words]
    if os.geteuid() == 0:
        command = ["runuser", "-u", UNPRIVILEGED, "--", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise SystemExit(f"{program} failed: {done.stdout}{done.stderr}")


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder that the unprivileged user may write to."""
    top = Path(tempfile.mkdtemp(prefix="pit-"))
    try:
        for name in ("archive", "s"):
            (top / name).mkdir()
        if os.geteuid() == 0:
            user = pwd.getpwnam(UNPRIVILEGED)
            for path in (top, *top.iterdir()):
                os.chown(path, user.pw_uid, user.pw_gid)
        yield top
    finally:
        shutil.rmtree(top, ignore_errors=True)


def yaji(url: str, *words: str) -> str:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("YAJI_", "DJANGO_"))}
    command = [sys.executable, "-m", "yaji.delivery.cli.main", *words]
    done = subprocess.run(command, env={**plain, "YAJI_DATABASE_URL": url}, capture_output=True, text=True, check=False)
    if done.returncode and words[0] != "doctor":
        raise SystemExit(f"yaji {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def kinds(cluster: Cluster) -> list[str]:
    with cluster.connect() as database:
        return [row[0] for row in database.execute("SELECT kind FROM events_fact ORDER BY id")]


def until_recovered(cluster: Cluster) -> None:
    """Wait until the server has replayed as much as it was told to and takes writes again."""
    end = time.monotonic() + 60
    with cluster.connect() as database:
        while database.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
            if time.monotonic() > end:
                raise SystemExit("the recovery does not end")
            time.sleep(0.2)


def run() -> dict[str, object]:
    with folder() as top:
        first = Cluster(top, "first")
        call("initdb", "-D", str(first.data), "-U", UNPRIVILEGED, "-A", "trust", "-E", "UTF8", "--no-sync")
        first.configure("archive_mode = on", f"archive_command = 'cp %p {first.archive}/%f'")
        first.start()
        try:
            moment = history(first, top)
        finally:
            first.stop()
        started = time.monotonic()
        second = Cluster(top, "second")
        second.configure(
            f"restore_command = 'cp {first.archive}/%f %p'",
            f"recovery_target_time = '{moment}'",
            "recovery_target_action = 'promote'",
            "archive_mode = off",
        )
        (second.data / "recovery.signal").touch()
        second.start()
        try:
            until_recovered(second)
            report = json.loads(yaji(second.url, "doctor", "--json"))
            errors = [check["name"] for check in report["checks"] if check["level"] == "error"]
            back = kinds(second)
        finally:
            second.stop()
        return {
            "goal": "TIX-43",
            "engine": "postgresql",
            "restore_s": round(time.monotonic() - started, 2),
            "back": back,
            "doctor_errors": errors,
            "passed": back == ["drill.before", "drill.after_backup"] and errors == [],
        }


def history(cluster: Cluster, top: Path) -> str:
    """A site that lives, is backed up, lives on, and then something goes wrong. The moment before that."""
    yaji(cluster.url, "manage", "migrate", "--verbosity", "0")
    with cluster.connect() as database:
        database.execute(FACT, ["drill.before"])
        where = ["-h", "127.0.0.1", "-p", str(cluster.port), "-U", UNPRIVILEGED]
        call("pg_basebackup", "-D", str(top / "second"), *where, "-X", "none", "--checkpoint=fast", "--no-sync")
        database.execute(FACT, ["drill.after_backup"])
        time.sleep(0.2)
        moment = str(database.execute("SELECT now()").fetchone()[0])  # type: ignore[index]  # always one row
        time.sleep(0.2)
        database.execute(FACT, ["drill.mistake"])
        database.execute("SELECT pg_switch_wal()")
        database.execute("CHECKPOINT")
    return moment


def main() -> int:
    result = run()
    sys.stdout.write(json.dumps(result) + "\n")
    return int(not result["passed"])


if __name__ == "__main__":
    sys.exit(main())
