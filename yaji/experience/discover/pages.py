"""Searching and browsing. Every page is a plain GET, so it works without script and can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from yaji.experience.discover import cards, dates, queries
from yaji.experience.discover.labels import category as category_of
from yaji.experience.discover.types import Facets, Results
from yaji.kit.errors import NotFound

app_name = "discover"


@dataclass(frozen=True)
class Wanted:
    """The filters as they stand in the address: texts that may mean nothing."""

    q: str = ""
    category: str = ""
    city: str = ""
    when: str = ""
    until: str = ""
    max_price: str = ""
    page: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Wanted":
        return cls(**{name: queries.plain(given.get(name, "")) for name in cls.__dataclass_fields__})

    def results(self) -> Results:
        return queries.search(
            self.q,
            category=self.category,
            city=self.city,
            when=self.when,
            until=self.until,
            max_price=_number(self.max_price),
            page=_number(self.page) or 1,
        )

    def url(self, base: str, **changes: str) -> str:
        """The address of the same search with some filters changed; a new search starts on its first page."""
        values = {**vars(self), "page": "", **changes}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{base}?{query}" if query else base


def _number(text: str) -> int | None:
    """The whole number in ``text``; None for everything else. ASCII digits only, and not absurdly many."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def search(request: HttpRequest) -> HttpResponse:
    """Results by words and filters, as a page or as the part of it that changes."""
    return _answer(request, Wanted.read(request.GET), reverse("discover:search"), "discover/search.html")


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def everything(request: HttpRequest) -> HttpResponse:
    """Everything that is on."""
    return _answer(request, Wanted.read(request.GET), reverse("discover:all"), "discover/list.html")


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def by_category(request: HttpRequest, category: str) -> HttpResponse:
    """What is on in one category. A category that no one has ever had is not found."""
    given = {**request.GET.dict(), "category": category}
    if not queries.knows_category(category):
        raise NotFound()
    base = reverse("discover:list", kwargs={"category": category})
    return _answer(request, Wanted.read(given), base, "discover/list.html")


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A month with how much is on each day, and what is on the chosen one."""
    wanted = Wanted.read(request.GET)
    today = queries.local_today(wanted.city)
    chosen = _chosen_day(queries.plain(request.GET.get("day", "")), today)
    first = dates.month(request.GET.get("month", "") or f"{chosen:%Y-%m}", today)
    results = queries.search(
        category=wanted.category, city=wanted.city, when=chosen.isoformat(), page=_number(wanted.page) or 1
    )
    base = reverse("discover:calendar")
    context = {
        "wanted": wanted,
        "weeks": _weeks(first, today, chosen, wanted, base),
        "weekdays": [cards.weekday(date(2024, 1, 1) + timedelta(days=n)) for n in range(7)],
        "month_name": cards.month(first),
        "previous_month": _month_url(dates.month_before(first), wanted) if first > today else "",
        "next_month": _month_url(dates.month_after(first), wanted) if first < today + dates.HORIZON else "",
        "day_name": cards.day(chosen, long=True),
        "cards": cards.cards(results.items),
        "results": results,
        "categories": _choices(results.facets, wanted, base, day=chosen.isoformat()),
        "more_url": wanted.url(reverse("discover:search"), when=chosen.isoformat(), page="2") if results.more else "",
        "all_url": reverse("discover:all"),
    }
    return render(request, "discover/calendar.html", context)


def _answer(request: HttpRequest, wanted: Wanted, base: str, template: str) -> HttpResponse:
    results = wanted.results()
    fixed = template != "discover/search.html" and bool(wanted.category)
    context = {
        "wanted": wanted,
        "results": results,
        "cards": cards.cards(results.items),
        "base": base,
        "category": category_of(wanted.category) if wanted.category else None,
        "categories": _choices(results.facets, wanted, reverse("discover:search")),
        "strip": _strip(results, wanted, base),
        "named_days": _named_days(wanted),
        "previous_url": _page_url(wanted, base, results.page - 1, there=results.page > 1, fixed=fixed),
        "next_url": _page_url(wanted, base, results.page + 1, there=results.more, fixed=fixed),
        "narrowed": bool(wanted.category or wanted.city or wanted.when or wanted.until or wanted.max_price),
        "words_url": Wanted(q=wanted.q).url(reverse("discover:search")),
        "all_url": reverse("discover:all"),
        "fixed": fixed,
        "crumbs": _crumbs(wanted) if fixed else [],
    }
    return render(request, "discover/_results.html" if _wants_part(request) else template, context)


def _wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for the results only; going back, it asks for the whole page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def _page_url(wanted: Wanted, base: str, number: int, *, there: bool, fixed: bool) -> str:
    changes = {"category": ""} if fixed else {}
    return wanted.url(base, page=str(number) if number > 1 else "", **changes) if there else ""


def _choices(facets: Facets, wanted: Wanted, base: str, **more: str) -> list[dict[str, Any]]:
    """Categories as chips; the chosen one leads back to all."""
    found = []
    for count in facets.categories:
        chosen = count.value == wanted.category
        address = wanted.url(base, category="" if chosen else count.value, **more)
        icon = category_of(count.value).icon
        found.append({"label": count.label, "count": count.count, "url": address, "chosen": chosen, "icon": icon})
    return found


def _strip(results: Results, wanted: Wanted, base: str) -> list[dict[str, Any]]:
    """The coming days as date chips; the chosen one leads back to any day."""
    changes = {"category": ""} if base != reverse("discover:search") and wanted.category else {}
    strip = []
    for each in results.facets.days:
        iso = each.day.isoformat()
        chosen = wanted.when == iso and not wanted.until
        address = wanted.url(base, when="" if chosen else iso, until="", **changes)
        names = {"weekday": cards.weekday(each.day), "month": cards.month(each.day, short=True)}
        names["name"] = cards.day(each.day, long=True)
        strip.append({"day": each.day, "count": each.count, "url": address, "chosen": chosen, **names})
    return strip


def _named_days(wanted: Wanted) -> list[dict[str, Any]]:
    labels = {"": _("Any day"), "today": _("Today"), "tomorrow": _("Tomorrow")}
    labels |= {"weekend": _("This weekend"), "week": _("Next seven days")}
    options = [{"value": name, "label": label, "chosen": name == wanted.when} for name, label in labels.items()]
    exact = dates.iso(wanted.when)
    if exact:
        options.append({"value": wanted.when, "label": cards.day(exact), "chosen": True})
    return options


def _crumbs(wanted: Wanted) -> list[dict[str, str]]:
    return [
        {"label": _("What’s on"), "url": reverse("discover:all")},
        {"label": str(category_of(wanted.category).name), "url": ""},
    ]


def _chosen_day(text: str, today: date) -> date:
    found = dates.iso(text)
    return found if found and today <= found <= today + dates.HORIZON else today


def _month_url(first: date, wanted: Wanted) -> str:
    return wanted.url(reverse("discover:calendar"), month=f"{first:%Y-%m}")


def _weeks(first: date, today: date, chosen: date, wanted: Wanted, base: str) -> list[list[dict[str, Any]]]:
    """The month's days in weeks from Monday; days of other months are empty."""
    following = dates.month_after(first)
    counts = queries.counts_by_day(first, following - timedelta(days=1), category=wanted.category, city=wanted.city)
    start = first - timedelta(days=first.weekday())
    weeks = []
    while start < following:
        week = []
        for each in (start + timedelta(days=n) for n in range(7)):
            inside = first <= each < following
            count = counts.get(each, 0) if each >= today else 0
            address = wanted.url(base, day=each.isoformat())
            names = {"name": cards.day(each, long=True), "today": each == today, "chosen": each == chosen}
            week.append({"day": each if inside else None, "count": count, "url": address, **names})
        weeks.append(week)
        start += timedelta(days=7)
    return weeks


urlpatterns = [
    path("search/", search, name="search"),
    path("whats-on/", everything, name="all"),
    path("whats-on/<slug:category>/", by_category, name="list"),
    path("calendar/", calendar, name="calendar"),
]
