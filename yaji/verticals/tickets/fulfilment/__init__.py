"""This room's side of the kernel's ports."""

from yaji.verticals.tickets.fulfilment.fulfiller import TicketFulfiller
from yaji.verticals.tickets.fulfilment.presenting import TicketIndexer, TicketPresenter
from yaji.verticals.tickets.fulfilment.pricing import TicketPricer
from yaji.verticals.tickets.fulfilment.showcase import TicketShowcase

__all__ = ["TicketFulfiller", "TicketIndexer", "TicketPresenter", "TicketPricer", "TicketShowcase"]
