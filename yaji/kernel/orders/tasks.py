"""Work for the job worker."""

from django_tasks import task

from yaji.kernel.orders import operations


@task()  # type: ignore[untyped-decorator]  # django-tasks has no types
def close_payments(order: str) -> int:
    """Close at the provider what nothing is waiting for any more."""
    return operations.close_payments(order=order)


@task()  # type: ignore[untyped-decorator]  # django-tasks has no types
def refund_withdrawn(subject: str) -> int:
    """Refund every order of a withdrawn subject."""
    return operations.refund_withdrawn(subject=subject)
