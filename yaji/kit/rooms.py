"""A room is a Django app whose ``plugs`` module wires it into the ports of the rooms below."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig


class Room(AppConfig):
    """Base of every room's ``apps.py``. Imports ``<room>.plugs`` once all models are loaded."""

    default_auto_field = "django.db.models.BigAutoField"
    # an app's module holds two configs once it imports this one; Django would then choose neither
    default = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    def ready(self) -> None:
        if find_spec(f"{self.name}.plugs"):
            import_module(f"{self.name}.plugs")
