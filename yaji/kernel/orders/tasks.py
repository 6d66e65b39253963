"""Work for the job worker."""

from django_tasks import task

from yaji.kernel.orders import operations


@task()  # type: ignore[untyped-decorator]  # django-tasks has no types
def refund_withdrawn(subject: str) -> int:
    """Refund every order of a withdrawn subject."""
    return operations.refund_withdrawn(subject=subject)
