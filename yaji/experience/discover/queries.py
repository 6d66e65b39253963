"""Reads. Everything here is public: only what a trade has described to search is in the index."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Count as CountOf
from django.db.models import Min

from yaji.experience.discover import asking, dates, statements, typo
from yaji.experience.discover.asking import Asked
from yaji.experience.discover.labels import CATEGORIES
from yaji.experience.discover.labels import category as category_of
from yaji.experience.discover.models import Day, Document, Entry, Gram, Moment, Place, Word
from yaji.experience.discover.statements import STRIP, Answer, Span
from yaji.experience.discover.types import (
    Count,
    DateRange,
    DayCount,
    Facets,
    Filters,
    Found,
    Level,
    Listed,
    Results,
)
from yaji.kit import clock
from yaji.kit.text import LocalText

PAGE_SIZE = 24
#: nobody reads further; keeps an absurd page number from becoming an absurd offset
LAST_PAGE = 100
HIGHEST_PRICE = 10**9
#: misspelt words of one query that are looked up
MOST_CORRECTED = 3
_CANDIDATES = 200
#: answers of so many documents are kept, for so many seconds; smaller ones are always fresh
BROAD = 1000
SECONDS_KEPT = 60
_CATEGORIES_KEY, _ZONE_KEY = "discover:categories", "discover:zone"
#: documents looked at for the usual zone
_NEXT = 40
NOTHING = Answer([], {}, {}, 0)


def search(
    words: str = "",
    *,
    category: str = "",
    city: str = "",
    when: str = "",
    until: str = "",
    max_price: int | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Results:
    """One page of what is to come, best match first, sooner first among equals, with counts for narrowing.

    ``when`` is "today", "tomorrow", "weekend", "week" or an ISO date, with ``until`` the end of a range;
    ``max_price`` is in whole currency units. Values without a meaning are ignored. If nothing has the
    words, misspelt ones are corrected (``corrected``), then most of them are enough (``approximate``).
    At most ten statements, whatever the number of documents.
    """
    city, category = plain(city), plain(category)
    today = local_today(city)
    filters = Filters(category, city, dates.days(plain(when), plain(until), today), _price(max_price))
    page = min(max(page, 1), LAST_PAGE)
    span = Span(clock.now(), today, size, (page - 1) * size)
    asked = asking.understand(words)
    answer, corrected, approximate = _answer(asked, filters, span)
    return Results(
        items=_found(answer.page[:size], filters.days, span),
        total=_total(answer, filters),
        page=page,
        more=len(answer.page) > size and page < LAST_PAGE,
        facets=_facets(answer, filters, today),
        today=today,
        corrected=corrected,
        approximate=approximate,
    )


def suggest(words: str, limit: int = 8) -> list[Found]:
    """Documents whose title, or whose people, have all the words; the last word may be unfinished."""
    asked = asking.understand(words)
    if not asked.phrases:
        return []
    now = clock.now()
    span = Span(now, now.date(), limit)
    return _found(statements.first(asked.levels()[:2], Filters(), span)[:limit], None, span)


def tonight(limit: int = 12, city: str = "") -> list[Found]:
    """What still begins today by the venues' calendar, sooner first."""
    return _soonest("today", limit, city)


def this_week(limit: int = 12, city: str = "") -> list[Found]:
    """What begins within seven days, today included, sooner first."""
    return _soonest("week", limit, city)


def alike(ref: str, limit: int = 4) -> list[Found]:
    """What else there is of the same category: in the same city first, sooner first. Three statements."""
    span = Span(clock.now(), clock.now().date(), limit)
    return _found(statements.alike(ref, span.now, limit), None, span)


def by_category(limit: int = 8) -> dict[str, list[Found]]:
    """The next few of each category that has any, the fullest category first."""
    span = Span(clock.now(), clock.now().date(), limit)
    codes = categories()
    found = _found(statements.first_of_each(codes, limit, span.now), None, span)
    return {code: [each for each in found if each.category == code] for code in codes}


def categories() -> list[str]:
    """Categories with anything to come, the fullest first. The order of very many documents is kept for a minute."""
    kept: list[str] | None = cache.get(_CATEGORIES_KEY)
    if kept:
        return kept
    live = Entry.objects.filter(ends_at__gte=clock.now()).exclude(category="")
    counts = dict(live.values_list("category").annotate(n=CountOf("pk")).order_by("-n", "category"))
    if sum(counts.values()) >= BROAD:
        cache.set(_CATEGORIES_KEY, list(counts), timeout=SECONDS_KEPT)
    return list(counts)


def counts_by_day(first: date, last: date, *, category: str = "", city: str = "") -> dict[date, int]:
    """How many documents are on at each day from ``first`` to ``last``; days with none are left out."""
    days = Day.objects.filter(local_date__range=(first, last), last_at__gte=clock.now())
    if plain(category):
        days = days.filter(category=plain(category))
    if plain(city):
        days = days.filter(city_code=plain(city))
    return dict(days.values_list("local_date").annotate(n=CountOf("pk")).order_by("local_date"))


def all_documents() -> Iterator[Listed]:
    """Every document that is not over, for site maps, a thousand at a time."""
    rows = Document.objects.filter(pk__in=Entry.objects.filter(ends_at__gte=clock.now())).order_by("pk")
    listed = rows.values_list("pk", "ref", "url_name", "url_kwargs", "changed_at")
    after = 0
    while batch := list(listed.filter(pk__gt=after)[:1000]):
        yield from (Listed(*row[1:]) for row in batch)
        after = batch[-1][0]


def local_today(city: str = "") -> date:
    """Today's date in ``city``; without one, where most of what comes next takes place."""
    zone = Place.objects.filter(code=city).values_list("zone_name", flat=True).first() if city else None
    return clock.now().astimezone(ZoneInfo(zone or _usual_zone())).date()


def _usual_zone() -> str:
    """Where most of what comes next takes place. Kept for a minute, unless it stands on a few documents only."""
    kept: str | None = cache.get(_ZONE_KEY)
    if kept:
        return kept
    soon = Entry.objects.filter(starts_at__gte=clock.now()).order_by("starts_at", "pk").values("pk")[:_NEXT]
    zones = Counter(Document.objects.filter(pk__in=soon).values_list("zone_name", flat=True))
    zone = min(zones, key=lambda name: (-zones[name], name), default="UTC")
    if zones.total() == _NEXT:
        cache.set(_ZONE_KEY, zone, timeout=SECONDS_KEPT)
    return zone


def knows_category(code: str) -> bool:
    """Whether this is a category that people know or that something has."""
    return code in CATEGORIES or Document.objects.filter(category=code).exists()


def plain(text: str) -> str:
    """``text`` as it may be compared and shown: short, nothing that cannot be printed."""
    return "".join(character for character in text[:200] if character.isprintable()).strip()


def _price(amount: int | None) -> int | None:
    return None if amount is None or amount < 0 else min(amount, HIGHEST_PRICE)


def _soonest(name: str, limit: int, city: str) -> list[Found]:
    today = local_today(plain(city))
    span = Span(clock.now(), today, limit)
    days = dates.named(name, today)
    return _found(statements.first([], Filters(city=plain(city), days=days), span)[:limit], days, span)


def _ask(levels: Sequence[Level], filters: Filters, span: Span) -> Answer:
    """The answer. One that is large costs the most and changes the least: it is kept for a minute."""
    question = repr((levels, filters, span.today, span.size, span.offset)).encode()
    key = f"discover:{hashlib.sha256(question).hexdigest()}"
    kept: Answer | None = cache.get(key)
    if kept:
        return kept
    answer = statements.ask(levels, filters, span)
    if max(answer.hits, sum(answer.groups.values())) >= BROAD:
        cache.set(key, answer, timeout=SECONDS_KEPT)
    return answer


def _answer(asked: Asked, filters: Filters, span: Span) -> tuple[Answer, str, bool]:
    """The answer, what was asked instead (if anything), and whether it has only most of the words."""
    if not asked.phrases:
        return _ask([], filters, span), "", False
    uses = _uses(asked.tokens)
    answer = NOTHING if asked.hopeless(uses) else _ask(asked.levels(), filters, span)
    if answer.hits:
        return answer, "", False
    meant = asked.corrected(_corrections(asked, uses))
    corrected = meant.text if meant.text != asked.text else ""
    if corrected:
        uses |= _uses(meant.tokens)
        answer = NOTHING if meant.hopeless(uses) else _ask(meant.levels(), filters, span)
    if answer.hits or not (loose := meant.loose_levels(uses)):
        return answer, corrected if answer.hits else "", False
    answer = _ask(loose, filters, span)
    return answer, corrected if answer.hits else "", bool(answer.hits)


def _uses(tokens: Sequence[str]) -> dict[str, int]:
    """In how many documents each token is, if in any."""
    return dict(Word.objects.filter(word__in=tokens).values_list("word", "uses"))


def _corrections(asked: Asked, uses: Mapping[str, int]) -> dict[str, str]:
    """For each unknown word the known one that was probably meant, if any is near enough."""
    unknown = [word for word in asked.latin if typo.allowed(word) and word not in uses]
    if asked.open_word in unknown and Word.objects.filter(word__startswith=asked.open_word).exists():
        unknown.remove(asked.open_word)
    return {word: meant for word in unknown[:MOST_CORRECTED] if (meant := typo.best(word, _alike(word)))}


def _alike(word: str) -> list[tuple[str, int]]:
    """Known words that share most trigrams with ``word``, with their uses."""
    reach = typo.allowed(word)
    near = Gram.objects.filter(gram__in=typo.grams(word), length__range=(len(word) - reach, len(word) + reach))
    shared = near.values("word").annotate(n=CountOf("pk")).order_by("-n", "word").values("word")[:_CANDIDATES]
    return list(Word.objects.filter(pk__in=shared).values_list("word", "uses"))


def _total(answer: Answer, filters: Filters) -> int:
    return sum(n for key, n in answer.groups.items() if _fits(key, filters))


def _fits(key: tuple[str, str], filters: Filters) -> bool:
    return filters.category in ("", key[0]) and filters.city in ("", key[1])


def _facets(answer: Answer, filters: Filters, today: date) -> Facets:
    categories: Counter[str] = Counter()
    cities: Counter[str] = Counter()
    for (category, city), n in answer.groups.items():
        categories[category] += n if _fits((category, city), replace(filters, category="")) else 0
        cities[city] += n if _fits((category, city), replace(filters, city="")) else 0
    categories[filters.category] += 0
    cities[filters.city] += 0
    names = Place.objects.in_bulk([code for code in cities if code])
    strip = [today + timedelta(days=n) for n in range(STRIP)]
    return Facets(
        [Count(code, category_of(code).name, n) for code, n in _largest(categories, filters.category)],
        [Count(code, names[code].name, n) for code, n in _largest(cities, filters.city) if code in names],
        [DayCount(day, answer.days.get(day, 0)) for day in strip],
    )


def _largest(counts: Counter[str], chosen: str) -> list[tuple[str, int]]:
    """Fullest first; what is chosen stays to be seen even if nothing is left in it."""
    shown = [(code, n) for code, n in counts.items() if code and (n or code == chosen)]
    return sorted(shown, key=lambda entry: (-entry[1], entry[0]))


def _found(ids: Sequence[int], days: DateRange | None, span: Span) -> list[Found]:
    """The documents of these ids, in this order, with their next moments (in ``days``)."""
    rows = Document.objects.in_bulk(ids)
    moments = Moment.objects.filter(document__in=ids, starts_at__gte=span.now)
    if days:
        moments = moments.filter(local_date__range=(days.first, days.last))
    counted = moments.values_list("document").annotate(first=Min("starts_at"), n=CountOf("pk"))
    coming = {pk: (first, n) for pk, first, n in counted}
    return [_result(rows[pk], *coming.get(pk, (None, 0))) for pk in ids if pk in rows]


def _result(row: Document, first: datetime | None, n: int) -> Found:
    return Found(
        ref=row.ref,
        kind=row.kind,
        category=row.category,
        title=LocalText(row.title),
        summary=LocalText(row.summary),
        city=LocalText(row.city),
        venue=LocalText(row.venue),
        people=LocalText(row.people),
        url_name=row.url_name,
        url_kwargs=row.url_kwargs,
        image=row.image,
        state=row.state,
        price_from=row.price_from,
        currency=row.currency,
        starts_at=first.astimezone(ZoneInfo(row.zone_name)) if first else None,
        more=max(n - 1, 0),
    )
