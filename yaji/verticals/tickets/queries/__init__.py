"""Reads, already scoped to who asks."""

from yaji.verticals.tickets.queries.door import (
    actor_of_device,
    attendees,
    device_by_secret,
    devices_of,
    door_count,
    lock_device,
    performance_at_door,
    performances_at_door,
)
from yaji.verticals.tickets.queries.passes import (
    lock_pass_by_code,
    lock_pass_by_ref,
    my_passes,
    pass_for,
    pass_is,
    passes_of_order,
)
from yaji.verticals.tickets.queries.places import compiled, hall_for, newest_plan, plan_for, venue_for, venues_of
from yaji.verticals.tickets.queries.shows import (
    live_performances,
    lock_performance,
    performance_for,
    performance_to_manage,
    performances_by_ref,
    prices_of,
    show_for,
    show_to_manage,
    shows_of,
)

__all__ = [
    "actor_of_device",
    "attendees",
    "compiled",
    "device_by_secret",
    "devices_of",
    "door_count",
    "hall_for",
    "live_performances",
    "lock_device",
    "lock_pass_by_code",
    "lock_pass_by_ref",
    "lock_performance",
    "my_passes",
    "newest_plan",
    "pass_for",
    "pass_is",
    "passes_of_order",
    "performance_at_door",
    "performance_for",
    "performance_to_manage",
    "performances_at_door",
    "performances_by_ref",
    "plan_for",
    "prices_of",
    "show_for",
    "show_to_manage",
    "shows_of",
    "venue_for",
    "venues_of",
]
