"""The payments room, with the tables of the providers that keep some here."""

from importlib import import_module
from pkgutil import iter_modules

from django.utils.translation import gettext_lazy as _

from yaji.kernel.payments import providers
from yaji.kit.rooms import Room


class PaymentsRoom(Room):
    # Django finds Room in this module too and would choose neither
    default = True
    name = "yaji.kernel.payments"
    label = "payments"
    verbose_name = _("Payments")

    def import_models(self) -> None:
        super().import_models()
        for found in iter_modules(providers.__path__, f"{providers.__name__}."):
            if any(part.name == "models" for part in iter_modules(import_module(found.name).__path__)):
                import_module(f"{found.name}.models")
