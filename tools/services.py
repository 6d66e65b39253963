"""Pytest plugin: tests that need a service run where it is found; otherwise one line says what was not run.

Markers: ``browser`` (Chromium), ``postgres`` (the database under test is PostgreSQL), ``sqlite`` (it is SQLite),
``redis`` (a Redis answers), ``postgres_server`` (its programs are installed, for a cluster of one's own).
Nothing is skipped silently: what is left out is deselected and named in the summary.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tools.listening import listening

POSTGRES_DEFAULT = "postgres://root@127.0.0.1:5432/root"
REDIS_DEFAULT = "redis://127.0.0.1:6379/0"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def postgres_url() -> str:
    return os.environ.get("YAJI_TEST_POSTGRES", POSTGRES_DEFAULT)


def redis_url() -> str:
    return os.environ.get("YAJI_TEST_REDIS", REDIS_DEFAULT)


def chromium() -> str:
    """The path of a Chromium, or nothing. ``CHROMIUM`` names one that is not on the path."""
    named = os.environ.get("CHROMIUM", "")
    return named or next((path for name in CHROMIUMS if (path := shutil.which(name))), "")


def postgres_programs() -> Path:
    """Where ``initdb`` and its like lie; a folder without them if this machine has no server."""
    found = shutil.which("pg_basebackup") and shutil.which("initdb")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))  # Debian keeps them off the path
    return places[-1].parent if places else Path(found or "/nonexistent/initdb").parent


def on_postgres() -> bool:
    return os.environ.get("YAJI_DATABASE_URL", "").startswith("postgres")


@dataclass(frozen=True)
class Need:
    """What a marker asks for, and what to do where it is missing."""

    marker: str
    what: str
    found: Callable[[], bool]
    how: str


NEEDS = (
    Need("browser", "Chromium", lambda: bool(chromium()), "install chromium, or CHROMIUM=/path/to/it make test"),
    Need(
        "postgres", "PostgreSQL as the database", on_postgres, "YAJI_DATABASE_URL=postgres://USER@HOST/NAME make test"
    ),
    Need(
        "postgres_server",
        "PostgreSQL's own programs",
        lambda: (postgres_programs() / "initdb").exists(),
        "install postgresql on this machine",
    ),
    Need("sqlite", "SQLite as the database", lambda: not on_postgres(), "unset YAJI_DATABASE_URL"),
    Need("redis", "Redis", lambda: listening(redis_url(), 6379), "YAJI_TEST_REDIS=redis://HOST:PORT/0 make test"),
)


class NotRun:
    """Counts what was left out, in this process and, with several workers, in theirs."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        missing = {need.marker for need in NEEDS if not need.found()}
        left_out = []
        for item in items:
            lacking = [marker.name for marker in item.iter_markers() if marker.name in missing]
            if lacking:
                self.counts[lacking[0]] += 1
                left_out.append(item)
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if item not in left_out]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["not_run"] = dict(self.counts)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        # every worker collects everything, so the counts of one are the counts of all
        self.counts.update({k: v for k, v in node.workeroutput.get("not_run", {}).items() if k not in self.counts})

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for need in NEEDS:
            if self.counts[need.marker]:
                count = self.counts[need.marker]
                terminalreporter.write_line(f"Not run: {count} tests that need {need.what}. To run them: {need.how}")


def pytest_configure(config: pytest.Config) -> None:
    for need in NEEDS:
        config.addinivalue_line("markers", f"{need.marker}: needs {need.what}")
    config.pluginmanager.register(NotRun(), "yaji-not-run")


def main() -> int:
    """For continuous integration: every service must be there. Says which are not."""
    missing = [
        need.what for need in NEEDS if need.marker in ("browser", "redis", "postgres_server") and not need.found()
    ]
    missing += [] if listening(postgres_url(), 5432) else ["PostgreSQL"]
    for what in missing:
        print(f"{what} was not found")
    return int(bool(missing))


if __name__ == "__main__":
    raise SystemExit(main())
