"""The messages room."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.rooms import Room


class MessagesRoom(Room):
    name = "yaji.kernel.messages"
    label = "yaji_messages"  # "messages" is Django's own framework for one-time notes on a page
    verbose_name = _("Messages")
