"""Redis is optional: cache, locks and queue stand behind interfaces that work without it, and the same with it."""

import json
import os
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tools import services
from yaji.kernel.events.operations import tick
from yaji.kernel.events.ports import schedule
from yaji.kernel.events.types import Every
from yaji.kit.testing import race

CACHE = """
import json
import django
django.setup()
from django.conf import settings
from django.core.cache import cache
cache.delete("twin")
print(json.dumps({
    "backend": settings.CACHES["default"]["BACKEND"].rsplit(".", 2)[1],
    "queue": settings.TASKS["default"]["BACKEND"],
    "added": [cache.add("twin", 1, 30), cache.add("twin", 2, 30)],
    "counted": cache.incr("twin"),
    "read": cache.get("twin"),
    "gone": [cache.delete("twin"), cache.get("twin")],
}))
"""
SAME = {
    "queue": "django_tasks_db.DatabaseBackend",
    "added": [True, False],
    "counted": 2,
    "read": 2,
    "gone": [True, None],
}


def cache_of(**environment: str) -> dict[str, Any]:
    """What the cache of a process with these settings does."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("YAJI_")}
    values = {**plain, **environment, "DJANGO_SETTINGS_MODULE": "yaji.settings.dev"}
    done = subprocess.run([sys.executable, "-c", CACHE], env=values, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_cache_works_without_redis() -> None:
    found = cache_of()
    assert found.pop("backend") == "locmem"
    assert found == SAME


@pytest.mark.redis
@pytest.mark.req("TIX-29")
@pytest.mark.django_db(transaction=True)
def test_cache_locks_and_queue_stand_behind_interfaces_with_and_without_redis() -> None:
    with_redis, without = cache_of(YAJI_REDIS_URL=services.redis_url()), cache_of()
    assert (with_redis.pop("backend"), without.pop("backend")) == ("redis", "locmem")
    assert with_redis == without == SAME
    # periodic work is led by one of many, decided by the database
    ran: list[int] = []
    with schedule.instead("twins.sweep", Every(minutes=60, run=lambda: ran.append(threading.get_ident()))):
        outcomes = race(lambda _: tick(), times=4)
    assert all(outcome.won for outcome in outcomes)
    assert len(ran) == 1


@pytest.mark.req("TIX-28")
def test_the_stack_is_django_a_relational_store_with_documents_and_vue() -> None:
    from_npm = json.loads((settings.BASE_DIR / "frontend" / "package.json").read_text(encoding="utf-8"))
    assert "vue" in from_npm["dependencies"]
    assert settings.DATABASES["default"]["ENGINE"] in ("django.db.backends.sqlite3", "django.db.backends.postgresql")
    documents = [field for model in apps.get_models() for field in model._meta.local_fields if is_document(field)]
    assert documents


def is_document(field: models.Field) -> bool:  # type: ignore[type-arg]  # any column
    return isinstance(field, models.JSONField) and field.model.__module__.startswith("yaji.")
