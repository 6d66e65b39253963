"""The identity room."""

from django.utils.translation import gettext_lazy as _

from yaji.kit.rooms import Room


class IdentityRoom(Room):
    default = True  # Room itself is in this module too, and Django would not know which is meant
    name = "yaji.kernel.identity"
    label = "identity"
    verbose_name = _("Accounts and teams")
