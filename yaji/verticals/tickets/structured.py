"""Performances in the words of schema.org, for search engines and assistants."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from yaji.kernel.money.types import Money, exponent
from yaji.verticals.tickets.choosing import sale_state
from yaji.verticals.tickets.listing import Listed
from yaji.verticals.tickets.models import Performance, Show

_TYPES = {
    "concert": "MusicEvent",
    "performance": "TheaterEvent",
    "film": "ScreeningEvent",
    "match": "SportsEvent",
    "exhibition": "ExhibitionEvent",
}
#: dates of one show that its page names; machines follow the links to the rest
MOST = 20


def of_show(show: Show, rows: Sequence[Listed], *, image: str, organiser: str) -> dict[str, Any]:
    """The dates of a show, each an event with its least price."""
    events = [
        _event(row.performance, show, [row.price] if row.price else [], row.level != "none", image, organiser)
        for row in rows[:MOST]
    ]
    return {"@graph": events}


def of_performance(row: Performance, prices: Iterable[Money], *, left: bool, image: str) -> dict[str, Any]:
    """One evening with every price."""
    return {"@graph": [_event(row, row.show, list(prices), left, image, "")]}


def _event(row: Performance, show: Show, prices: list[Money], left: bool, image: str, organiser: str) -> dict[str, Any]:
    url = settings.SITE_URL + reverse("tickets:performance", args=[row.public_id])
    venue = row.plan.hall.venue
    event = {
        "@type": _TYPES.get(show.category, "Event"),
        "name": str(show.title),
        "description": str(show.subtitle),
        "url": url,
        "startDate": row.local_start.isoformat(),
        "endDate": row.local_end.isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if row.state == 'cancelled' else 'Scheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": str(venue.name), "address": str(venue.address) or str(venue.city)},
        "image": image,
        "organizer": {"@type": "Organization", "name": organiser} if organiser else None,
        "offers": [_offer(row, price, left, url) for price in prices],
    }
    return {key: value for key, value in event.items() if value}


def _offer(row: Performance, price: Money, left: bool, url: str) -> dict[str, Any]:
    on_sale = sale_state(row) in ("open", "soon")
    offer = {
        "@type": "Offer",
        "price": str(Decimal(price.minor).scaleb(-exponent(price.currency))),
        "priceCurrency": price.currency,
        "availability": f"https://schema.org/{'InStock' if left and on_sale else 'SoldOut'}",
        "url": url,
        "validFrom": row.on_sale_from.isoformat() if row.on_sale_from else "",
    }
    return {key: value for key, value in offer.items() if value}
