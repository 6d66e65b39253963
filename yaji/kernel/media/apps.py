"""The media room."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.rooms import Room


class MediaRoom(Room):
    name = "yaji.kernel.media"
    label = "media"
    verbose_name = _("Media")
