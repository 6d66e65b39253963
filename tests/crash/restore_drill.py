"""R12: back up, wipe, restore, examine. Prints one JSON line with what it took.

    python -m tests.crash.restore_drill [--short | --long]

Works on a database of its own: a SQLite file in a temporary folder, or a scratch database beside the one that
``YAJI_DATABASE_URL`` names, made and dropped by this harness. ``--long`` fills it with more.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

SCRATCH = "yaji_restore_drill"
ROWS = {"short": 2_000, "long": 200_000}
FILL = """
from yaji.kernel.events.models import FactRow
FactRow.objects.bulk_create(
    [FactRow(kind="drill.row", subject=f"x{{i}}", actor_ref="system", actor_label="") for i in range({rows})],
    batch_size=500,
)
"""


class Drill:
    """One database, one media folder, and the ``yaji`` command on them."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder = folder
        self.media = folder / "media"
        self.file = folder / "kept.tar.gz"
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("YAJI_", "DJANGO_"))}
        self._environment = {**plain, "YAJI_DATABASE_URL": url, "YAJI_MEDIA_ROOT": str(self.media)}

    def yaji(self, *words: str, good: tuple[int, ...] = (0,)) -> str:
        command = [sys.executable, "-m", "yaji.delivery.cli.main", *words]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        if done.returncode not in good:
            raise SystemExit(f"yaji {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def timed(self, *words: str) -> float:
        started = time.monotonic()
        self.yaji(*words)
        return round(time.monotonic() - started, 2)

    def errors(self) -> list[str]:
        """Checks of the doctor that are errors."""
        report = json.loads(self.yaji("doctor", "--json", good=(0, 1)))
        return [check["name"] for check in report["checks"] if check["level"] == "error"]


@contextmanager
def scratch(url: str, folder: Path) -> Iterator[str]:
    """The address of an empty database of our own."""
    if not url.startswith("postgres"):
        yield f"sqlite:///{folder / 'drill.sqlite3'}"
        return
    parts = urlsplit(url)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {SCRATCH}")
        server.execute(f"CREATE DATABASE {SCRATCH}")
        try:
            yield urlunsplit(parts._replace(path=f"/{SCRATCH}"))
        finally:
            server.execute(f"DROP DATABASE {SCRATCH} WITH (FORCE)")


def wipe(url: str) -> None:
    """As after losing the disk."""
    if url.startswith("postgres"):
        with psycopg.connect(url, autocommit=True) as database:
            database.execute("DROP SCHEMA public CASCADE")
            database.execute("CREATE SCHEMA public")
    else:
        path = Path(url.removeprefix("sqlite:///"))
        for leftover in ("", "-wal", "-shm"):
            path.with_name(path.name + leftover).unlink(missing_ok=True)


def run(rows: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name, scratch(os.environ.get("YAJI_DATABASE_URL", ""), Path(name)) as url:
        drill = Drill(url, Path(name))
        drill.yaji("manage", "migrate", "--verbosity", "0")
        drill.yaji("manage", "shell", "--verbosity", "0", "-c", FILL.format(rows=rows))
        drill.media.mkdir(exist_ok=True)
        (drill.media / "poster.webp").write_bytes(os.urandom(100_000))
        before = drill.errors()
        backup = drill.timed("backup", str(drill.file))
        wipe(url)
        (drill.media / "poster.webp").unlink()
        # `restore` compares the rows of every table with what the backup says, and fails if one differs
        restore = drill.timed("restore", str(drill.file))
        after = drill.errors()
        return {
            "goal": "R12",
            "engine": "postgresql" if url.startswith("postgres") else "sqlite",
            "rows": rows,
            "backup_s": backup,
            "restore_s": restore,
            "media_back": (drill.media / "poster.webp").stat().st_size == 100_000,
            "doctor_errors": after,
            "passed": after == before == [],
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--short", dest="size", action="store_const", const="short", default="short")
    parser.add_argument("--long", dest="size", action="store_const", const="long")
    result = run(ROWS[parser.parse_args().size])
    sys.stdout.write(json.dumps(result) + "\n")
    return 0 if result["passed"] and result["media_back"] else 1


if __name__ == "__main__":
    sys.exit(main())
