from django.utils.translation import gettext_lazy as _

from yaji.kit.rooms import Room


class TicketsRoom(Room):
    name = "yaji.verticals.tickets"
    label = "tickets"
    verbose_name = _("Tickets")
