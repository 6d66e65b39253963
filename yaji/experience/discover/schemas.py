"""Shapes of the API."""

from datetime import date, datetime

from django.urls import NoReverseMatch, reverse
from ninja import Schema

from yaji.experience.discover.types import Count, Facets, Found, Results


class FoundOut(Schema):
    """One result. Texts by language; ``price_from`` in minor units; ``starts_at`` in the venue's zone."""

    ref: str
    kind: str
    category: str
    title: dict[str, str]
    summary: dict[str, str]
    people: dict[str, str]
    venue: dict[str, str]
    city: dict[str, str]
    url: str
    image: str
    state: str
    price_from: int | None
    currency: str
    starts_at: datetime | None
    more_dates: int

    @classmethod
    def of(cls, found: Found) -> "FoundOut":
        try:
            url = reverse(found.url_name, kwargs=found.url_kwargs)
        except NoReverseMatch:
            url = ""
        return cls(
            ref=found.ref,
            kind=found.kind,
            category=found.category,
            title=found.title,
            summary=found.summary,
            people=found.people,
            venue=found.venue,
            city=found.city,
            url=url,
            image=found.image,
            state=found.state,
            price_from=found.price_from,
            currency=found.currency,
            starts_at=found.starts_at,
            more_dates=found.more,
        )


class SearchOut(Schema):
    """A page of results. ``corrected``: searched for instead, ``approximate``: these have most of the words."""

    items: list[FoundOut]
    total: int
    page: int
    more: bool
    corrected: str
    approximate: bool

    @classmethod
    def of(cls, results: Results) -> "SearchOut":
        return cls(
            items=[FoundOut.of(found) for found in results.items],
            total=results.total,
            page=results.page,
            more=results.more,
            corrected=results.corrected,
            approximate=results.approximate,
        )


class CountOut(Schema):
    value: str
    label: dict[str, str]
    count: int

    @classmethod
    def of(cls, count: Count) -> "CountOut":
        return cls(value=count.value, label=count.label, count=count.count)


class DayOut(Schema):
    day: date
    count: int


class FacetsOut(Schema):
    """How many results a narrower search would give; each under all filters but its own."""

    categories: list[CountOut]
    cities: list[CountOut]
    days: list[DayOut]

    @classmethod
    def of(cls, facets: Facets) -> "FacetsOut":
        return cls(
            categories=[CountOut.of(count) for count in facets.categories],
            cities=[CountOut.of(count) for count in facets.cities],
            days=[DayOut(day=each.day, count=each.count) for each in facets.days],
        )


class SuggestionsOut(Schema):
    items: list[FoundOut]


class RefusalOut(Schema):
    code: str
    message: str
    next_step: str
    facts: dict[str, object]
    request_id: str
