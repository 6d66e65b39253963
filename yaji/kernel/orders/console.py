"""The seller's desk for orders: finding one, its money, giving money back."""

from django.urls import URLPattern

app_name = "orders_console"

urlpatterns: list[URLPattern] = []
