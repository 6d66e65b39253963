"""What buyers see: shows, the choice of places, passes; and the page at the door."""

from django.urls import path

from yaji.verticals.tickets.pages import choose, door, passes, shows

app_name = "tickets"

urlpatterns = [
    path("tickets/s/<str:ref>/", shows.show, name="show"),
    path("tickets/s/<str:ref>/follow/", shows.follow, name="follow"),
    path("tickets/p/<str:ref>/", choose.performance, name="performance"),
    path("tickets/p/<str:ref>/map", choose.seat_map, name="map"),
    path("tickets/p/<str:ref>/stock", choose.stock, name="stock"),
    path("tickets/p/<str:ref>/quote", choose.quote, name="quote"),
    path("tickets/p/<str:ref>/best", choose.best, name="best"),
    path("tickets/door/", door.door, name="door"),
    path("tickets/door/manifest.webmanifest", door.manifest, name="door_manifest"),
    path("tickets/door/worker.js", door.worker, name="door_worker"),
    path("tickets/door/leave/", door.leave, name="leave_door"),
    path("tickets/door/pair/<str:device>/<str:secret>/", door.pair, name="pair"),
    path("tickets/door/<str:ref>/", door.scan, name="scan"),
    path("tickets/door/<str:ref>/check", door.check, name="check"),
    path("passes/", passes.my_passes, name="my_passes"),
    path("passes/open/<str:token>/", passes.open_pass, name="open_pass"),
    path("passes/order/<str:order>/", passes.order_passes, name="order_passes"),
    path("passes/order/<str:order>/passes.pdf", passes.order_pdf, name="order_pdf"),
    path("passes/order/<str:order>/passes.ics", passes.order_ics, name="order_ics"),
    path("passes/<str:ref>/", passes.one_pass, name="pass"),
    path("passes/<str:ref>/pass.pdf", passes.pass_pdf, name="pass_pdf"),
    path("passes/<str:ref>/pass.ics", passes.pass_ics, name="pass_ics"),
]
