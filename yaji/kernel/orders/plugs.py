"""Everything orders plug in."""

from django.utils.translation import gettext_lazy as _

from yaji.kernel.events.ports import listeners, schedule
from yaji.kernel.events.types import Every
from yaji.kernel.orders import hearing, mails, operations, privacy
from yaji.kernel.orders.operations.withdrawing import refund_withdrawn_due
from yaji.kernel.orders.policies import may_read_sales
from yaji.kit.http.navigation import Entry, entries

listeners.plug("payments.captured", "orders.settle", hearing.captured)
listeners.plug("payments.failed", "orders.extend", hearing.failed)
listeners.plug("payments.refunded", "orders.refund_arrived", hearing.refunded)
listeners.plug("orders.paid", "orders.close_payments", hearing.over)
listeners.plug("orders.lapsed", "orders.close_payments", hearing.over)
listeners.plug("orders.subject_withdrawn", "orders.refund", hearing.withdrawn)
schedule.plug("orders.lapse", Every(minutes=1, run=operations.lapse_due))
schedule.plug("orders.release", Every(minutes=15, run=operations.release_due))
schedule.plug("orders.finish_withdrawals", Every(minutes=10, run=refund_withdrawn_due))
mails.plug()
privacy.plug()
entries.plug("orders", Entry("console", _("Orders"), "orders_console:orders", 20, "list", may=may_read_sales))
