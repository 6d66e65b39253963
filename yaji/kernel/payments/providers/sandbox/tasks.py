"""Deliver a notice from the job worker, as another company's server would."""

from django_tasks import task

from yaji.kernel.payments.providers.sandbox import delivery


@task()  # type: ignore[untyped-decorator]  # the library is not followed by the type checker
def deliver_notice(event_id: str) -> None:
    delivery.deliver(event_id)
