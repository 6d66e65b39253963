"""Performances as text in templates."""

from datetime import datetime

from django import template

from yaji.kit.text import LocalText
from yaji.verticals.tickets import moments
from yaji.verticals.tickets.models import Performance
from yaji.verticals.tickets.types import CATEGORIES, CATEGORY_ICONS

register = template.Library()
register.filter("day", moments.day)
register.filter("long_day", moments.long_day)
register.filter("weekday", moments.weekday)
register.filter("month", moments.month)
register.filter("clock_time", moments.clock_time)
register.filter("when", moments.when)
register.filter("where", moments.where)
register.filter("zone_name", moments.zone_name)


@register.filter
def at_venue(value: datetime | None, performance: Performance) -> str:
    """A moment on the clock of the performance's venue."""
    return moments.moment(value, performance.zone) if value else ""


@register.filter
def category_name(category: str) -> str:
    return str(CATEGORIES.get(category, category))


@register.filter
def category_icon(category: str) -> str:
    return CATEGORY_ICONS.get(category, "ticket")


@register.filter
def local_input(performance: Performance) -> str:
    """The start as a ``datetime-local`` field takes it."""
    return f"{performance.local_start:%Y-%m-%dT%H:%M}"


@register.filter
def clock(value: datetime) -> str:
    """The hours and minutes of a moment that is local already."""
    return f"{value:%H:%M}"


@register.filter
def in_language(texts: dict[str, str]) -> str:
    """A text by language (plain, as mails carry it) in the reader's."""
    return str(LocalText(texts))
