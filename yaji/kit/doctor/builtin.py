"""Checks of what every room stands on: the database, its triggers, the job queue, the settings, the disk."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks_db.models import DBTaskResult

from yaji.kit import clock, triggers
from yaji.kit.doctor.registry import Check, Finding, Level
from yaji.kit.doctor.registry import plug as plug_check

JOB_LATE = timedelta(minutes=1)
JOB_STUCK = timedelta(minutes=10)
FAILED_WITHIN = timedelta(days=1)
FREE_BYTES = 1024**3
#: settings of PostgreSQL without which a commit may be lost in a power cut
POSTGRES_DURABLE = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply"}}
SQLITE_FULL = 2


def missing_triggers() -> Sequence[Finding]:
    """Append-only tables and guarded columns rely on triggers that a careless migration can drop."""
    names = triggers.missing(connection)
    if not names:
        return []
    text = _("Missing or switched off in the database: %(names)s. Rows that must not change can be changed.")
    return [Finding("error", text % {"names": ", ".join(names)}, facts={"missing": names})]


def pending_migrations() -> Sequence[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    names = [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
    if not names:
        return []
    text = _("The database is behind the code. Not yet applied: %(names)s.")
    return [Finding("error", text % {"names": ", ".join(names)}, facts={"pending": names})]


def durability() -> Sequence[Finding]:
    """Whether a commit survives a power cut."""
    values = _postgres_values() if connection.vendor == "postgresql" else _sqlite_values()
    text = _("%(name)s is “%(value)s”: a sale that was confirmed could be lost in a power cut.")
    return [
        Finding("error", text % {"name": name, "value": value}, facts={"setting": name, "value": value})
        for name, value, good in values
        if not good
    ]


def _postgres_values() -> Iterator[tuple[str, str, bool]]:
    with connection.cursor() as cursor:
        for name, good in POSTGRES_DURABLE.items():
            cursor.execute("SELECT current_setting(%s)", [name])
            value = cursor.fetchone()[0]
            yield name, value, value in good


def _sqlite_values() -> Iterator[tuple[str, str, bool]]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        level = int(cursor.fetchone()[0])
        yield "synchronous", str(level), level >= SQLITE_FULL


def integrity() -> Sequence[Finding]:
    """SQLite can say whether its file is whole; PostgreSQL's pages carry checksums of their own."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(5)")
        complaints = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
    text = _("The database file is damaged: %(complaint)s")
    return [Finding("error", text % {"complaint": complaint}) for complaint in complaints]


def orphans() -> Sequence[Finding]:
    """Hot tables carry no foreign keys in the database; their references are counted here instead."""
    found = []
    text = _("%(count)d rows of %(table)s point to a %(target)s that does not exist.")
    for field in unguarded_references():
        count = _orphans_of(field)
        if count:
            table = field.model._meta.db_table
            facts = {"table": table, "column": field.column, "count": count}
            target = field.related_model._meta.verbose_name
            found.append(Finding("error", text % {"count": count, "table": table, "target": target}, facts=facts))
    return found


def unguarded_references() -> list["models.ForeignKey[models.Model, models.Model]"]:
    """Foreign keys that only the code promises to keep."""
    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    return [
        field for field in fields if isinstance(field, models.ForeignKey) and not getattr(field, "db_constraint", True)
    ]


def _orphans_of(field: "models.ForeignKey[models.Model, models.Model]") -> int:
    targets = field.related_model._default_manager.filter(pk=models.OuterRef(field.attname))
    rows = field.model._default_manager.filter(**{f"{field.name}__isnull": False})
    return rows.filter(~models.Exists(targets)).count()


def waiting_jobs() -> Sequence[Finding]:
    """Jobs that wait too long mean that no worker runs."""
    jobs = DBTaskResult.objects
    now = clock.now()
    # the queue says "no particular time" by the last year a date can have
    due = models.Q(run_after__year=9999) | models.Q(run_after__lt=now - JOB_LATE)
    late = jobs.filter(due, status="READY", enqueued_at__lt=now - JOB_LATE)
    count = late.count()
    if not count:
        return []
    oldest = late.order_by("enqueued_at").values_list("enqueued_at", "run_after")[0]
    since = oldest[0] if oldest[1].year == 9999 else max(oldest)
    waited = int((now - since).total_seconds())
    text = ngettext(
        "%(count)d job has been waiting for %(seconds)d seconds.",
        "%(count)d jobs wait, the oldest for %(seconds)d seconds.",
        count,
    )
    level: Level = "error" if now - since > JOB_STUCK else "warning"
    facts = {"waiting": count, "oldest_seconds": waited}
    return [Finding(level, text % {"count": count, "seconds": waited}, facts=facts)]


def failed_jobs() -> Sequence[Finding]:
    """A failed job means that somebody did not get what was promised."""
    jobs = DBTaskResult.objects
    failed = jobs.filter(status="FAILED", finished_at__gt=clock.now() - FAILED_WITHIN)
    paths = sorted(set(failed.values_list("task_path", flat=True)))
    if not paths:
        return []
    count = failed.count()
    text = ngettext(
        "%(count)d job failed in the last day: %(names)s.", "%(count)d jobs failed in the last day: %(names)s.", count
    )
    return [Finding("warning", text % {"count": count, "names": ", ".join(paths)}, facts={"failed": count})]


def unsafe_settings() -> Sequence[Finding]:
    """Settings that production refuses to start with; on a laptop they are only named."""
    return [Finding("warning", problem) for problem in settings.YAJI_UNSAFE]


def disk() -> Sequence[Finding]:
    places = {Path(settings.MEDIA_ROOT)}
    if connection.vendor == "sqlite":
        places.add(Path(str(connection.settings_dict["NAME"])).parent)
    text = _("%(gigabytes).1f GB are left on the disk of %(place)s.")
    found = []
    for place in sorted(places):
        free = shutil.disk_usage(next(p for p in (place, *place.parents) if p.exists())).free
        if free < FREE_BYTES:
            values = {"gigabytes": free / 1024**3, "place": str(place)}
            found.append(Finding("error", text % values, facts={"free_bytes": free, "place": str(place)}))
    return found


def plug() -> None:
    """Plug the checks above."""
    for check in (
        Check("database.triggers", gettext_lazy("Database triggers"), missing_triggers, "triggers"),
        Check("database.migrations", gettext_lazy("Migrations"), pending_migrations, "migrations"),
        Check("database.durability", gettext_lazy("Durable commits"), durability, "durability"),
        Check("database.integrity", gettext_lazy("Database file"), integrity, "integrity"),
        Check("database.orphans", gettext_lazy("References"), orphans, "orphans"),
        Check("jobs.waiting", gettext_lazy("Jobs waiting"), waiting_jobs, "jobs-waiting"),
        Check("jobs.failed", gettext_lazy("Jobs failed"), failed_jobs, "jobs-failed"),
        Check("settings.safety", gettext_lazy("Settings"), unsafe_settings, "settings"),
        Check("disk.space", gettext_lazy("Disk space"), disk, "disk"),
    ):
        plug_check(check)
