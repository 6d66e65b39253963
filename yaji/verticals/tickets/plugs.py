"""Everything this room plugs in, on one page."""

from django.utils.translation import gettext_lazy as _

from yaji.kernel.catalog.ports import indexers, presenters
from yaji.kernel.events.ports import schedule
from yaji.kernel.events.types import Every
from yaji.kernel.identity.ports import AccountLink, account_links
from yaji.kernel.media.ports import purposes
from yaji.kernel.media.types import Purpose
from yaji.kernel.orders.ports import fulfillers, pricers
from yaji.verticals.tickets import operations
from yaji.verticals.tickets.fulfilment import TicketFulfiller, TicketIndexer, TicketPresenter, TicketPricer
from yaji.verticals.tickets.types import KIND

fulfillers.plug(KIND, TicketFulfiller())
pricers.plug("tickets.rules", TicketPricer())
presenters.plug(KIND, TicketPresenter())
indexers.plug(KIND, TicketIndexer())
purposes.plug("poster", Purpose())
schedule.plug("tickets.end_past", Every(minutes=10, run=operations.end_past))
account_links.plug("tickets.passes", AccountLink(_("My passes"), "tickets:my_passes", "ticket", 10))
