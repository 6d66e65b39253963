"""SQLite and PostgreSQL answer the same histories alike and end with the same rows (R8, short form)."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Lines = list[dict[str, Any]]


def played(url: str, *words: str) -> Lines:
    """What the histories print on the engine at ``url``."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("YAJI_", "DJANGO_"))}
    environment = {**plain, "YAJI_DATABASE_URL": url} if url else plain
    command = [sys.executable, "-m", "tests.races.histories", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def differences(one: Lines, other: Lines) -> list[tuple[Any, Any]]:
    """The first history or table on which they differ, and all the others."""
    return [(a, b) for a, b in zip(one, other, strict=True) if a != b]


@pytest.fixture(scope="module")
def on_postgres() -> Lines:
    return played(os.environ["YAJI_DATABASE_URL"])


@pytest.mark.postgres
def test_two_hundred_histories_are_the_same_on_both_engines(on_postgres: Lines) -> None:
    assert differences(on_postgres, played("")) == []


@pytest.mark.postgres
def test_control_moments_written_in_another_way_are_noticed(on_postgres: Lines) -> None:
    assert differences(on_postgres, played("", "--mistake")) != []


@pytest.mark.sqlite
def test_a_history_repeats_itself_and_tries_everything() -> None:
    """Whatever differs between engines is then theirs, and every verb was answered in more than one way."""
    lines = played("", "--count", "40")
    assert differences(lines, played("", "--count", "40")) == []
    answers = Counter(
        (verb, json.dumps(answer)) for line in lines if "history" in line for verb, answer in line["answers"]
    )
    ways = Counter(verb for verb, _ in answers)
    assert {verb for verb, count in ways.items() if count < 2} <= {"jump", "release"}
    assert {line["table"] for line in lines if line.get("rows")} == {
        "inventory_pool", "inventory_hold", "inventory_claim", "ledger_account", "ledger_transfer", "events_key",
        "events_fact",
    }  # fmt: skip
