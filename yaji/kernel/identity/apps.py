"""The identity room."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.rooms import Room


class IdentityRoom(Room):
    name = "yaji.kernel.identity"
    label = "identity"
    verbose_name = _("Accounts and teams")
