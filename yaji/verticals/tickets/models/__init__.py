"""Tables of tickets."""

from yaji.verticals.tickets.models.passes import CheckIn, Device, Pass
from yaji.verticals.tickets.models.places import Hall, Plan, Venue
from yaji.verticals.tickets.models.shows import Performance, PriceCategory, Show

__all__ = ["CheckIn", "Device", "Hall", "Pass", "Performance", "Plan", "PriceCategory", "Show", "Venue"]
