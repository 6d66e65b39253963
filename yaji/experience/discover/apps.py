"""The discover room."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.rooms import Room


class DiscoverRoom(Room):
    name = "yaji.experience.discover"
    label = "discover"
    verbose_name = _("Discover")
