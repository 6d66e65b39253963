"""The kit as a Django app: template tags, and triggers re-installed after each migrate."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from yaji.kit.triggers import install_after_migrate


class KitApp(AppConfig):
    name = "yaji.kit"
    label = "kit"

    def ready(self) -> None:
        post_migrate.connect(install_after_migrate, dispatch_uid="yaji.kit.triggers")
