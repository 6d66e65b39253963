"""What buyers see: shows, the choice of places, passes; and the page at the door."""

from django.urls import path

from yaji.verticals.tickets.pages import choose, shows

app_name = "tickets"

urlpatterns = [
    path("tickets/s/<str:ref>/", shows.show, name="show"),
    path("tickets/p/<str:ref>/", choose.performance, name="performance"),
    path("tickets/p/<str:ref>/map", choose.seat_map, name="map"),
    path("tickets/p/<str:ref>/stock", choose.stock, name="stock"),
    path("tickets/p/<str:ref>/quote", choose.quote, name="quote"),
    path("tickets/p/<str:ref>/best", choose.best, name="best"),
]
