"""Everything payments plugs in."""

from django.conf import settings

from yaji.kernel.events.ports import listeners, schedule
from yaji.kernel.events.types import Every, Heard
from yaji.kernel.payments import operations
from yaji.kernel.payments.ports import gateways
from yaji.kernel.payments.providers.sandbox.delivery import deliver_due
from yaji.kernel.payments.providers.sandbox.gateway import SandboxGateway
from yaji.kernel.payments.tasks import send_refund


def _send_refund(heard: Heard) -> None:
    send_refund.enqueue(heard.body["refund"])


listeners.plug("payments.refund_requested", "payments.send_refund", _send_refund)
schedule.plug("payments.reconcile", Every(minutes=2, run=operations.reconcile))
if settings.YAJI_SANDBOX:
    gateways.plug("sandbox", SandboxGateway())
    schedule.plug("payments.sandbox_notices", Every(minutes=1, run=deliver_due))
