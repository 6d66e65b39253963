"""Background work of messages."""

from django_tasks import task

from yaji.kernel.messages import operations


@task()  # type: ignore[untyped-decorator]  # django-tasks is not followed by the type checker
def deliver(ref: str) -> None:
    """Hand one message over."""
    operations.deliver(message=ref)


@task()  # type: ignore[untyped-decorator]  # django-tasks is not followed by the type checker
def announce(ref: str) -> None:
    """Tell everybody who follows a topic."""
    operations.announce(announcement=ref)
