"""Each check finds what it is for: the site is made sick on purpose, by raw SQL where it has to be."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from yaji.kit import clock, triggers
from yaji.kit.doctor import Check, Finding, checks, examine, worst

pytestmark = pytest.mark.django_db


def levels(name: str) -> list[str]:
    return [finding.level for finding in checks[name].run()]


def texts(name: str) -> str:
    return " ".join(finding.text for finding in checks[name].run())


def test_a_well_site_has_nothing_to_complain_of() -> None:
    well = {result.check.name: result.findings for result in examine()}
    # the suite runs with durability switched off and with development keys, and the doctor says so
    assert {name for name, findings in well.items() if findings} <= {"database.durability", "settings.safety"}


def test_a_lost_trigger_is_found() -> None:
    rule = triggers.declared(connection.vendor)[0]
    with connection.cursor() as cursor:
        cursor.execute(triggers._drop(connection, rule))
    assert levels("database.triggers") == ["error"]
    assert rule.name in texts("database.triggers")


def test_a_database_behind_the_code_is_found() -> None:
    MigrationRecorder(connection).migration_qs.filter(app="events").delete()
    assert levels("database.migrations") == ["error"]
    assert "events.0001" in texts("database.migrations")


@pytest.fixture
def lazy_commits(transactional_db: None) -> Iterator[None]:
    statement = {"postgresql": "SET synchronous_commit = off", "sqlite": "PRAGMA synchronous = OFF"}
    with connection.cursor() as cursor:
        cursor.execute(statement[connection.vendor])
    yield
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")


@pytest.mark.usefixtures("lazy_commits")
def test_commits_that_do_not_last_are_found() -> None:
    assert "error" in levels("database.durability")
    assert "synchronous" in texts("database.durability")


def test_a_row_that_points_nowhere_is_found() -> None:
    claims = apps.get_model("inventory", "Claim")
    claims._default_manager.create(pool_id=10**9, position=1, hold="hol_x", until=clock.now())
    assert levels("database.orphans") == ["error"]
    assert claims._meta.db_table in texts("database.orphans")


def job(**values: object) -> None:
    fields = {
        "task_path": "shop.tasks.print_pass",
        "args_kwargs": {"args": [], "kwargs": {}},
        "backend_name": "default",
    }
    fields |= {"exception_class_path": "", "traceback": ""}
    row = DBTaskResult.objects.create(**fields | {k: v for k, v in values.items() if k != "enqueued_at"})
    if "enqueued_at" in values:
        DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=values["enqueued_at"])


@pytest.mark.parametrize(("minutes", "expected"), [(0, []), (2, ["warning"]), (20, ["error"])])
def test_jobs_that_nobody_does_are_found(minutes: int, expected: list[str]) -> None:
    job(enqueued_at=clock.now() - timedelta(minutes=minutes))
    assert levels("jobs.waiting") == expected


def test_a_job_for_later_is_not_late() -> None:
    now = clock.now()
    job(enqueued_at=now - timedelta(hours=5), run_after=now + timedelta(hours=1))
    assert levels("jobs.waiting") == []


def test_failed_jobs_are_named_for_a_day() -> None:
    job(status="FAILED", finished_at=clock.now() - timedelta(hours=2))
    job(status="FAILED", finished_at=clock.now() - timedelta(days=3), task_path="shop.tasks.older")
    assert levels("jobs.failed") == ["warning"]
    assert "print_pass" in texts("jobs.failed")
    assert "older" not in texts("jobs.failed")


def test_unsafe_settings_are_named(settings: Settings) -> None:
    settings.YAJI_UNSAFE = ["YAJI_SECRET_KEY must be set"]
    assert texts("settings.safety") == "YAJI_SECRET_KEY must be set"


def test_a_full_disk_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda place: SimpleNamespace(free=10))
    assert set(levels("disk.space")) == {"error"}


def test_a_check_that_breaks_is_an_error_and_the_others_still_run() -> None:
    def broken() -> list[Finding]:
        raise ValueError("no idea")

    with checks.instead("aaa", Check("aaa", "Broken", broken, "triggers")):
        results = examine()
    assert results[0].level == "error"
    assert "no idea" in results[0].findings[0].text
    assert len(results) > 5


def test_the_gravest_level_counts() -> None:
    assert worst(["ok", "error", "warning"]) == "error"
    assert worst([]) == "ok"
