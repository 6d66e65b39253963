"""Venues, halls and their plans."""

from typing import Any
from zoneinfo import available_timezones

from yaji.kernel.events.steps import record
from yaji.kit.actor import Actor
from yaji.kit.errors import require
from yaji.kit.operation import operation
from yaji.kit.text import LocalText
from yaji.verticals.tickets import queries
from yaji.verticals.tickets.errors import NotATimeZone
from yaji.verticals.tickets.events import HallCreated, VenueChanged, VenueCreated
from yaji.verticals.tickets.models import Hall, Plan, Venue
from yaji.verticals.tickets.plans import parse_plan
from yaji.verticals.tickets.policies import may_manage
from yaji.verticals.tickets.steps import store_plan

VENUE_FIELDS = ("name", "city_code", "city", "address", "about", "arrival", "zone")


@operation
def create_venue(
    *,
    actor: Actor,
    organiser: str,
    name: LocalText,
    zone: str,
    city_code: str = "",
    city: LocalText | None = None,
    address: LocalText | None = None,
    about: LocalText | None = None,
    arrival: LocalText | None = None,
) -> Venue:
    """A house of this organiser. ``zone`` is an IANA name; raises NotATimeZone."""
    require(may_manage(actor, organiser))
    _check_zone(zone)
    venue = Venue.objects.create(
        organiser=organiser,
        name=name,
        zone=zone,
        city_code=city_code,
        city=city or LocalText(),
        address=address or LocalText(),
        about=about or LocalText(),
        arrival=arrival or LocalText(),
    )
    record([VenueCreated(subject=venue.public_id, organiser=organiser)], actor=actor)
    return venue


@operation
def change_venue(*, actor: Actor, venue: str, **fields: Any) -> Venue:
    """Change fields of a venue (``VENUE_FIELDS``). Performances keep the time zone they were scheduled in."""
    row = queries.venue_for(actor, venue)
    require(may_manage(actor, row.organiser))
    unknown = set(fields) - set(VENUE_FIELDS)
    if unknown:
        raise TypeError(f"a venue has no {sorted(unknown)[0]}")
    _check_zone(fields.get("zone", row.zone))
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    record([VenueChanged(subject=row.public_id)], actor=actor)
    return row


@operation
def create_hall(*, actor: Actor, venue: str, name: LocalText, plan: dict[str, Any]) -> Hall:
    """A hall with the first version of its plan (our format). Raises BadPlan."""
    house = queries.venue_for(actor, venue)
    require(may_manage(actor, house.organiser))
    document = parse_plan(plan)
    hall = Hall.objects.create(venue=house, name=name)
    record([HallCreated(subject=hall.public_id, venue=house.public_id)], actor=actor)
    store_plan(hall, document, actor=actor)
    return hall


@operation
def add_plan(*, actor: Actor, hall: str, plan: dict[str, Any]) -> Plan:
    """A new version of a hall's plan. Performances that exist keep theirs. Raises BadPlan."""
    row = queries.hall_for(actor, hall)
    require(may_manage(actor, row.venue.organiser))
    return store_plan(row, parse_plan(plan), actor=actor)


def _check_zone(zone: str) -> None:
    if zone not in available_timezones():
        raise NotATimeZone(zone=zone[:60])
