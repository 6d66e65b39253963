"""A room is a Django app whose ``plugs`` module wires it into the ports of the rooms below."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class Room(AppConfig):
    """Base of every room's ``apps.py``. Imports ``<room>.plugs`` once all models are loaded."""

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        if find_spec(f"{self.name}.plugs"):
            import_module(f"{self.name}.plugs")
