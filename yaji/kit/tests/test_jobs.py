"""A job is promised with the transaction: it goes when that commits, vanishes when it does not."""

from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from yaji.kit import clock
from yaji.kit.jobs import start

done: list[str] = []


@task()  # type: ignore[untyped-decorator]  # django-tasks is not followed by the type checker
def note(word: str) -> None:
    done.append(word)


@pytest.fixture(autouse=True)
def fresh():
    done.clear()


@pytest.fixture
def kept(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def promise(*, fail: bool = False, at=None) -> None:
    before = list(done)
    with transaction.atomic():
        start(note, "told", at=at)
        assert done == before, "not before the commit"
        if fail:
            raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_a_queue_on_the_spot_runs_after_the_commit_and_not_without_it():
    promise()
    assert done == ["told"]
    with pytest.raises(RuntimeError):
        promise(fail=True)
    assert done == ["told"]


@pytest.mark.django_db(transaction=True)
def test_a_queue_on_the_spot_leaves_what_is_due_later_to_the_periodic_look():
    promise(at=clock.now() + timedelta(hours=1))
    assert done == []


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_keeps_jobs_has_it_with_the_commit_only(kept):
    later = clock.now() + timedelta(hours=1)
    promise(at=later)
    with pytest.raises(RuntimeError):
        promise(fail=True)
    assert DBTaskResult.objects.get().run_after == later
    assert done == []
