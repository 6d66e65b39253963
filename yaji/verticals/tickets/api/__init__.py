"""Tickets over HTTP: everything their pages do."""

from yaji.verticals.tickets.api import desk, door, organiser, passes, public
from yaji.verticals.tickets.api.routes import router

prefix = "/tickets"
__all__ = ["desk", "door", "organiser", "passes", "prefix", "public", "router"]
