"""The organiser's desk: halls, shows, prices, how they sell, and the door."""

from django.urls import path

from yaji.verticals.tickets.console import cancelling, door, places, sales, shows

app_name = "tickets_console"

urlpatterns = [
    path("<str:party>/shows/", shows.shows, name="shows"),
    path("<str:party>/shows/new/", shows.new_show, name="new_show"),
    path("<str:party>/shows/<str:ref>/", shows.show, name="show"),
    path("<str:party>/shows/<str:ref>/describe/", shows.describe, name="describe"),
    path("<str:party>/shows/<str:ref>/terms/", shows.terms, name="terms"),
    path("<str:party>/shows/<str:ref>/schedule/", shows.schedule, name="schedule"),
    path("<str:party>/shows/<str:ref>/prices/", shows.prices, name="prices"),
    path("<str:party>/shows/<str:ref>/sale/", shows.sale, name="sale"),
    path("<str:party>/shows/<str:ref>/sales/", sales.show_sales, name="show_sales"),
    path("<str:party>/shows/<str:ref>/sales.csv", sales.show_csv, name="show_csv"),
    path("<str:party>/performances/<str:ref>/", sales.performance, name="performance"),
    path("<str:party>/performances/<str:ref>/sales.csv", sales.performance_csv, name="performance_csv"),
    path("<str:party>/performances/<str:ref>/times/", shows.times, name="times"),
    path("<str:party>/performances/<str:ref>/window/", shows.window, name="window"),
    path("<str:party>/performances/<str:ref>/cancel/", cancelling.cancel, name="cancel"),
    path("<str:party>/performances/<str:ref>/attendees/", door.attendees, name="attendees"),
    path("<str:party>/performances/<str:ref>/attendees.csv", door.attendees_csv, name="attendees_csv"),
    path("<str:party>/performances/<str:ref>/admit/", door.admit, name="admit"),
    path("<str:party>/halls/", places.halls, name="halls"),
    path("<str:party>/halls/new/", places.new_venue, name="new_venue"),
    path("<str:party>/venues/<str:ref>/", places.venue, name="venue"),
    path("<str:party>/venues/<str:ref>/halls/new/", places.new_hall, name="new_hall"),
    path("<str:party>/halls/<str:ref>/", places.hall, name="hall"),
    path("<str:party>/plans/<str:ref>.json", places.export_plan, name="export_plan"),
    path("<str:party>/devices/", door.devices, name="devices"),
    path("<str:party>/devices/<str:ref>/revoke/", door.revoke, name="revoke_device"),
]
