"""The passes of an order on the order's own page: whoever has paid has them in hand at once."""

from django.urls import reverse

from yaji.kernel.orders.types import Handed
from yaji.kit.actor import Actor
from yaji.verticals.tickets.carrying import carried
from yaji.verticals.tickets.fulfilment.presenting import share_card
from yaji.verticals.tickets.queries import passes_of_order


class TicketShowcase:
    """Shows the passes that are still good, or were used; those that were given back are on their own page."""

    def show(self, *, actor: Actor, order: str) -> Handed | None:
        rows = [row for row in passes_of_order(actor, order) if row.state != "revoked"]
        if not rows:
            return None
        card = share_card(rows[0].performance)
        share = {"title": card.title, "text": card.description, "url": reverse(card.url_name, kwargs=card.url_kwargs)}
        return Handed("tickets/_handed.html", {"passes": carried(rows), "order": order, "share": share})
