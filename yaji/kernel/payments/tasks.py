"""Jobs: thin, safe to run twice."""

from django_tasks import task

from yaji.kernel.payments import operations


@task()  # type: ignore[untyped-decorator]  # the library is not followed by the type checker
def send_refund(refund: str) -> None:
    operations.send_refund(refund=refund)
