"""Tickets as other rooms show them: cards, share cards, search documents."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Min

from yaji.kernel.catalog.types import Card, Document, ShareCard
from yaji.kernel.media.queries import get_assets
from yaji.kit import clock
from yaji.kit.text import LocalText
from yaji.verticals.tickets import moments
from yaji.verticals.tickets.models import Performance, PriceCategory, Show, Venue
from yaji.verticals.tickets.queries import performances_by_ref
from yaji.verticals.tickets.states import PUBLIC
from yaji.verticals.tickets.types import KIND

if TYPE_CHECKING:
    from yaji.kernel.media.models import Asset


#: states in which something can be bought, now or soon
SELLING = ("on_sale", "paused")


class _Moment(NamedTuple):
    starts_at: datetime
    zone: str
    state: str
    venue: int


class TicketPresenter:
    """Shows performances (the subjects of ticket offers) to people."""

    def cards(self, subjects: Sequence[str]) -> Mapping[str, Card]:
        """Cards by performance, three statements for any number."""
        rows = performances_by_ref(subjects)
        posters = get_assets([row.show.poster for row in rows.values()])
        return {ref: _card(row, posters) for ref, row in rows.items()}

    def share(self, subject: str) -> ShareCard | None:
        """Title, day, house: nothing about who goes or where they sit."""
        row = performances_by_ref([subject]).get(subject)
        if row is None or row.state not in PUBLIC:
            return None
        poster = get_assets([row.show.poster]).get(row.show.poster)
        return share_card(row, image=poster.fallback_url(1280) if poster else "")


def share_card(row: Performance, *, image: str = "") -> ShareCard:
    """What anybody may see of a performance that somebody goes to."""
    return ShareCard(
        title=row.show.title,
        description=moments.line(row),
        image=image,
        url_name="tickets:show",
        url_kwargs={"ref": row.show.public_id},
    )


class TicketIndexer:
    """Describes shows to search: one document for a show, with the moments of its performances."""

    def documents(self, subjects: Sequence[str] | None) -> Iterable[Document]:
        """Documents of shows that can be bought, five statements for any number of them."""
        shows = _shows(subjects)
        live = _live(shows)
        venues = Venue.objects.in_bulk({row.venue for rows in live.values() for row in rows})
        prices = PriceCategory.objects.filter(performance__show__in=shows, performance__state__in=SELLING)
        least = dict(prices.values_list("performance__show").annotate(Min("price")))
        posters = get_assets([show.poster for show in shows])
        for show in shows:
            if show.pk in live:
                rows = live[show.pk]
                yield _document(show, rows, venues[rows[0].venue], least.get(show.pk), posters.get(show.poster))

    def refs(self, subjects: Sequence[str]) -> Sequence[str]:
        return [show.public_id for show in _shows(subjects)]


def _shows(subjects: Sequence[str] | None) -> list[Show]:
    rows = Show.objects.all()
    if subjects is not None:
        rows = rows.filter(performances__public_id__in=list(subjects)).distinct()
    return list(rows.order_by("id"))


def _card(row: Performance, posters: Mapping[str, "Asset"]) -> Card:
    poster = posters.get(row.show.poster)
    return Card(
        ref=row.public_id,
        title=row.show.title,
        line=moments.line(row),
        url_name="tickets:performance",
        url_kwargs={"ref": row.public_id},
        image=poster.url(640) if poster else "",
    )


def _live(shows: Sequence[Show]) -> dict[int, list["_Moment"]]:
    """The performances to come of each show, soonest first: a show may have hundreds."""
    rows = Performance.objects.filter(show__in=shows, state__in=SELLING, ends_at__gt=clock.now()).order_by("starts_at")
    live: dict[int, list[_Moment]] = {}
    for show, starts_at, zone, state, venue in rows.values_list(
        "show_id", "starts_at", "zone", "state", "plan__hall__venue_id"
    ):
        live.setdefault(show, []).append(_Moment(starts_at, zone, state, venue))
    return live


def _document(
    show: Show, rows: Sequence["_Moment"], venue: Venue, least: int | None, poster: "Asset | None"
) -> Document:
    return Document(
        ref=show.public_id,
        kind=KIND,
        url_name="tickets:show",
        url_kwargs={"ref": show.public_id},
        title=show.title,
        summary=_joined(show.subtitle, show.description),
        category=show.category,
        city_code=venue.city_code,
        city=venue.city,
        venue=venue.name,
        people=_people(show),
        zone_name=rows[0].zone,
        moments=[row.starts_at for row in rows],
        price_from=None if least is None else least + show.fee_per_unit,
        currency=show.currency,
        image=poster.url(640) if poster else "",
        state="on_sale" if any(row.state == "on_sale" for row in rows) else "paused",
    )


def _people(show: Show) -> LocalText:
    return LocalText(
        {
            code: " · ".join(
                LocalText(person["name"]).in_language(code) for person in show.people if person.get("name")
            )
            for code in ("en", "zh-hans")
        }
    )


def _joined(*texts: LocalText) -> LocalText:
    return LocalText(
        {code: " ".join(t for text in texts if (t := text.in_language(code))) for code in ("en", "zh-hans")}
    )
