"""Everything this room plugs in, on one page."""

from django.utils.translation import gettext_lazy as _

from yaji.kernel.catalog.ports import indexers, presenters
from yaji.kernel.events.ports import listeners, schedule
from yaji.kernel.events.types import Every
from yaji.kernel.identity.ports import AccountLink, account_links
from yaji.kernel.media.ports import in_use, purposes
from yaji.kernel.media.types import Purpose
from yaji.kernel.orders.ports import fulfillers, pricers, showcases
from yaji.kit.http.navigation import Entry, entries
from yaji.verticals.tickets import hearing, mails, operations, policies, privacy, queries
from yaji.verticals.tickets.fulfilment import (
    TicketFulfiller,
    TicketIndexer,
    TicketPresenter,
    TicketPricer,
    TicketShowcase,
)
from yaji.verticals.tickets.types import KIND

fulfillers.plug(KIND, TicketFulfiller())
pricers.plug("tickets.rules", TicketPricer())
presenters.plug(KIND, TicketPresenter())
showcases.plug(KIND, TicketShowcase())
indexers.plug(KIND, TicketIndexer())
purposes.plug("poster", Purpose())
in_use.plug("tickets", queries.posters_shown)
listeners.plug("orders.paid", "tickets.mail_passes", hearing.order_paid)
listeners.plug("tickets.performance_moved", "tickets.tell", hearing.performance_moved)
listeners.plug("tickets.performance_opened", "tickets.tell", hearing.performance_opened)
mails.plug()
privacy.plug()
schedule.plug("tickets.end_past", Every(minutes=10, run=operations.end_past))
account_links.plug("tickets.passes", AccountLink(_("My passes"), "tickets:my_passes", "ticket", 10))
entries.plug("tickets.passes", Entry("tabs", _("Passes"), "tickets:my_passes", 40, "ticket"))
entries.plug("tickets.door", Entry("footer", _("At the door"), "tickets:door", 80, group=_("For houses")))
entries.plug(
    "tickets.shows", Entry("console", _("Shows"), "tickets_console:shows", 10, "ticket", may=policies.may_watch)
)
entries.plug("tickets.halls", Entry("console", _("Halls"), "tickets_console:halls", 30, "seat", may=policies.may_watch))
entries.plug(
    "tickets.devices",
    Entry("console", _("Scanners"), "tickets_console:devices", 40, "qr", may=policies.may_pair_devices),
)
