from django.apps import AppConfig


class WebApp(AppConfig):
    name = "yaji.delivery.web"
    label = "web"
