"""Work for the job worker: thin, takes ids, may run twice."""

from django_tasks import task

from yaji.verticals.tickets import operations


@task()  # type: ignore[untyped-decorator]  # django-tasks has no types
def tell_moved(performance: str, before: str) -> int:
    """Tell the holders of passes that a performance has another time."""
    return operations.tell_moved(performance=performance, before=before)
