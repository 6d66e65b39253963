"""Passes as calendar entries: when, where, which seat. No code stands in them: calendars are shared."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Alarm, Calendar, Event

from yaji.verticals.tickets import moments
from yaji.verticals.tickets.models import Pass


def calendar_of(rows: Sequence[Pass], language: str) -> bytes:
    """One entry for each performance, with the places of all its passes; an ``.ics`` file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Yaji//tickets//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    by_performance: dict[str, list[Pass]] = {}
    for row in rows:
        by_performance.setdefault(row.performance.public_id, []).append(row)
    with override(language):
        for ref, mine in sorted(by_performance.items()):
            calendar.add_component(_entry(ref, mine, language))
    made: bytes = calendar.to_ical()
    return made


def _entry(ref: str, rows: Sequence[Pass], language: str) -> Event:
    performance = rows[0].performance
    venue = performance.plan.hall.venue
    zone = ZoneInfo(performance.zone)
    entry = Event()
    entry.add("uid", f"{ref}@{settings.SITE_URL.rpartition('/')[2]}")
    entry.add("dtstamp", max(row.issued_at for row in rows))
    entry.add("dtstart", performance.starts_at.astimezone(zone))
    entry.add("dtend", performance.ends_at.astimezone(zone))
    entry.add("summary", performance.show.title.in_language(language))
    address = venue.address.in_language(language)
    entry.add("location", ", ".join(part for part in (moments.where(performance, language), address) if part))
    places = "\n".join(sorted({row.label.in_language(language) for row in rows}))
    entry.add("description", f"{places}\n{settings.SITE_URL}{reverse('tickets:my_passes')}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Soon: {title}").format(title=performance.show.title.in_language(language)))
    alarm.add("trigger", (performance.doors_at or performance.starts_at) - performance.starts_at)
    entry.add_component(alarm)
    return entry
