"""Writes that own a transaction, a noun to a file."""

from yaji.verticals.tickets.operations.devices import make_device, pair_device, revoke_device
from yaji.verticals.tickets.operations.door import check_in
from yaji.verticals.tickets.operations.places import add_plan, change_venue, create_hall, create_venue
from yaji.verticals.tickets.operations.prices import set_prices
from yaji.verticals.tickets.operations.sale import cancel_performance, end_past, pause_sale, put_on_sale
from yaji.verticals.tickets.operations.shows import (
    change_show,
    create_show,
    move_to,
    reschedule_performance,
    schedule_performances,
    set_sale_window,
    set_terms,
)
from yaji.verticals.tickets.operations.telling import mail_passes, tell_followers, tell_moved

__all__ = [
    "add_plan",
    "cancel_performance",
    "change_show",
    "change_venue",
    "check_in",
    "create_hall",
    "create_show",
    "create_venue",
    "end_past",
    "mail_passes",
    "make_device",
    "move_to",
    "pair_device",
    "pause_sale",
    "put_on_sale",
    "reschedule_performance",
    "revoke_device",
    "schedule_performances",
    "set_prices",
    "set_sale_window",
    "set_terms",
    "tell_followers",
    "tell_moved",
]
